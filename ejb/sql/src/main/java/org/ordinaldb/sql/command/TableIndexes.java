package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;

/// Tables with an index more, less or changed.
final class TableIndexes {
  private TableIndexes() {}

  static @Nullable IndexDescriptor find(TableDescriptor table, String name) {
    for (IndexDescriptor index : table.indexes()) {
      if (index.name().equals(name)) {
        return index;
      }
    }
    return null;
  }

  /// @param definition gives the index the id that is free for it
  static Catalog added(Catalog catalog, int tableId, IntFunction<IndexDescriptor> definition) {
    TableDescriptor table = Objects.requireNonNull(catalog.table(tableId));
    IndexDescriptor index = definition.apply(catalog.nextId());
    if (RelationNames.isTaken(catalog, table.schema(), index.name())) {
      throw RelationNames.taken(index.name());
    }
    List<IndexDescriptor> all = new ArrayList<>(table.indexes());
    all.add(index);
    return catalog.with(table.withIndexes(all));
  }

  /// The table with an index in the place of the one of that id.
  static TableDescriptor replaced(TableDescriptor table, int id, IndexDescriptor index) {
    return table.withIndexes(
        table.indexes().stream().map(each -> each.id() == id ? index : each).toList());
  }

  static TableDescriptor without(TableDescriptor table, int id) {
    return table.withIndexes(table.indexes().stream().filter(each -> each.id() != id).toList());
  }
}
