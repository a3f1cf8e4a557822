package org.ordinaldb.catalog;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.type.KeyOrder;
import org.ordinaldb.type.SqlType;

/// The hidden table that an index is to the storage engine: one row, an *entry*, for each row that is
/// in the index, clustered by the index's key. It follows from the descriptors of the index and its
/// table and is in no catalog. Immutable.
///
/// | index | key of an entry | other columns |
/// |---|---|---|
/// | not unique, or deferrable | parts, then the row's clustering key | included columns |
/// | unique, NULLS DISTINCT | parts, then the tiebreak | the row's clustering key, included columns |
/// | unique, NULLS NOT DISTINCT | parts | the row's clustering key, included columns |
///
/// The tiebreak is the row's clustering key where a part is NULL, and NULL elsewhere: so two entries
/// have the same key exactly when they violate the constraint, and the check, the lock on the key and
/// the waiting for another transaction's entry are those of any insert. The columns of a clustering key
/// that are also parts stand in the entry once.
///
/// Entries of a deferrable constraint may have the same parts until it is checked
/// (`StorageSession.requireUnique`).
///
/// @param entries the hidden table; its id is the index's, its name is the table's, for errors
/// @param sources where each of its columns comes from
/// @param rowKey for each part of the table's clustering key its column in `entries`
public record IndexTable(
    TableDescriptor table,
    IndexDescriptor index,
    TableDescriptor entries,
    List<Source> sources,
    List<Integer> rowKey) {

  /// Where a column of an entry comes from.
  public sealed interface Source {
    /// A column of the row.
    record Column(int column) implements Source {}

    /// The value of a part that is an expression.
    record Computed(int part) implements Source {}

    /// The hidden row number of a table without primary key.
    record RowNumber() implements Source {}

    /// A column of the row, or its number, if a part is NULL; else NULL.
    record Tiebreak(Source of) implements Source {}
  }

  public IndexTable {
    sources = List.copyOf(sources);
    rowKey = List.copyOf(rowKey);
  }

  public static IndexTable of(TableDescriptor table, IndexDescriptor index) {
    return new Builder(table, index).build();
  }

  /// The column of `entries` that holds a column of the table, or -1.
  public int entryColumn(int column) {
    return sources.indexOf(new Source.Column(column));
  }

  private static final class Builder {
    private final TableDescriptor table;
    private final IndexDescriptor index;
    private final List<ColumnDescriptor> columns = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();

    Builder(TableDescriptor table, IndexDescriptor index) {
      this.table = table;
      this.index = index;
    }

    IndexTable build() {
      List<Integer> key = new ArrayList<>();
      List<KeyOrder> orders = new ArrayList<>();
      for (IndexPart part : index.parts()) {
        key.add(addPart(part, key.size()));
        orders.add(new KeyOrder(part.descending(), part.nullsFirst()));
      }
      for (int column : index.include()) {
        add(table.columns().get(column).name(), table.columns().get(column).type(), column);
      }
      List<Integer> rowKey = new ArrayList<>();
      for (Source source : clusteringKey()) {
        int present = sources.indexOf(source);
        rowKey.add(present >= 0 ? present : add(source));
      }
      if (!index.refusesDuplicates()) {
        rowKey.stream().filter(column -> !key.contains(column)).forEach(key::add);
      } else if (index.nullsDistinct()) {
        for (Source source : clusteringKey()) {
          key.add(add(new Source.Tiebreak(source)));
        }
      }
      while (orders.size() < key.size()) {
        orders.add(KeyOrder.ASCENDING);
      }
      PrimaryKey clustering =
          new PrimaryKey(
              index.name(),
              key,
              new PrimaryKey.EntryKey(orders, index.parts().size(), index.refusesDuplicates()));
      TableDescriptor entries =
          new TableDescriptor(index.id(), table.schema(), table.name(), columns, clustering);
      return new IndexTable(table, index, entries, sources, rowKey);
    }

    private int addPart(IndexPart part, int number) {
      String expression = part.expression();
      if (expression == null) {
        return add(table.columns().get(part.column()).name(), part.type(), part.column());
      }
      columns.add(new ColumnDescriptor(IndexPart.shown(expression), part.type(), true, null));
      sources.add(new Source.Computed(number));
      return columns.size() - 1;
    }

    private int add(String name, SqlType type, int column) {
      columns.add(new ColumnDescriptor(name, type, true, null));
      sources.add(new Source.Column(column));
      return columns.size() - 1;
    }

    private int add(Source source) {
      columns.add(new ColumnDescriptor("", type(source), true, null));
      sources.add(source);
      return columns.size() - 1;
    }

    private SqlType type(Source source) {
      return switch (source) {
        case Source.Column(int column) -> table.columns().get(column).type();
        case Source.Computed(int part) -> index.parts().get(part).type();
        case Source.RowNumber() -> SqlType.INT8;
        case Source.Tiebreak(Source of) -> type(of);
      };
    }

    private List<Source> clusteringKey() {
      PrimaryKey key = table.primaryKey();
      if (key == null) {
        return List.of(new Source.RowNumber());
      }
      List<Source> parts = new ArrayList<>();
      key.columns().forEach(column -> parts.add(new Source.Column(column)));
      return parts;
    }
  }
}
