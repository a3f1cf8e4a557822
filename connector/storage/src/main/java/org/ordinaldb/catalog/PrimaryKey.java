package org.ordinaldb.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.KeyOrder;

/// What clusters a table: the primary key constraint's name and the ordinals (from 0) of its columns,
/// in key order.
///
/// A PRIMARY KEY constraint that is deferrable lets two rows have one key for a while, and one with
/// INCLUDE has columns that are not its key: either is a unique index of its table
/// ([IndexDescriptor#primary]), whose rows are clustered by their numbers.
///
/// @param entries what is different where the table is the hidden one of an index's entries, whose
///     "constraint" is the index; null for tables
public record PrimaryKey(String name, List<Integer> columns, @Nullable EntryKey entries) {
  /// The key of an index's entries.
  ///
  /// @param orders one for each key column
  /// @param parts how many of the key's columns are the index's own; those after them tell entries
  ///     with the same parts apart
  /// @param unique whether an entry whose key exists is an error of the row that it is for
  public record EntryKey(List<KeyOrder> orders, int parts, boolean unique) {
    public EntryKey {
      orders = List.copyOf(orders);
    }
  }

  public PrimaryKey {
    columns = List.copyOf(columns);
  }

  /// A table's own key.
  public PrimaryKey(String name, List<Integer> columns) {
    this(name, columns, null);
  }
}
