package org.ordinaldb.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Columns of a table of which no two rows have the same values: what a foreign key can refer to. A
/// deferrable constraint is not one, for its rows may.
///
/// @param name of the constraint or index
/// @param columns ordinals, in key order
/// @param index what keeps the key; null for what clusters the table
public record UniqueKey(String name, List<Integer> columns, @Nullable IndexDescriptor index) {
  public UniqueKey {
    columns = List.copyOf(columns);
  }

  /// The primary key first.
  public static List<UniqueKey> of(TableDescriptor table) {
    List<UniqueKey> keys = new ArrayList<>();
    PrimaryKey clustering = table.primaryKey();
    if (clustering != null) {
      keys.add(new UniqueKey(clustering.name(), clustering.columns(), null));
    }
    for (IndexDescriptor index : table.indexes()) {
      if (isOfColumns(index) && index.refusesDuplicates() && index.ready()) {
        UniqueKey key = new UniqueKey(index.name(), columns(index), index);
        keys.add(index.primary() ? 0 : keys.size(), key);
      }
    }
    return keys;
  }

  /// The key that has exactly those columns, in any order; null when there is none.
  public static @Nullable UniqueKey of(TableDescriptor table, List<Integer> columns) {
    for (UniqueKey key : of(table)) {
      if (key.hasExactly(columns)) {
        return key;
      }
    }
    return null;
  }

  /// Whether the table has a deferrable constraint of exactly those columns.
  public static boolean isDeferrable(TableDescriptor table, List<Integer> columns) {
    return table.indexes().stream()
        .filter(index -> index.isDeferrable() && isOfColumns(index))
        .anyMatch(index -> new UniqueKey(index.name(), columns(index), index).hasExactly(columns));
  }

  /// Whether an index is over all rows, and not of expressions.
  private static boolean isOfColumns(IndexDescriptor index) {
    return index.unique()
        && index.predicate() == null
        && index.parts().stream().allMatch(part -> part.expression() == null);
  }

  private static List<Integer> columns(IndexDescriptor index) {
    return index.parts().stream().map(IndexPart::column).toList();
  }

  /// Whether a constraint stands for the key, and not only an index.
  public boolean isConstraint() {
    return index == null || index.constraint();
  }

  private boolean hasExactly(List<Integer> wanted) {
    return columns.size() == wanted.size()
        && columns.containsAll(wanted)
        && wanted.containsAll(columns);
  }
}
