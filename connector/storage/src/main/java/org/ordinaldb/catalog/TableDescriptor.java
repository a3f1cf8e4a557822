package org.ordinaldb.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.SqlType;

/// A table: its columns and what clusters it. Immutable.
///
/// A table without a primary key is clustered by a hidden 64-bit row number that the engine gives
/// out in insertion order; it is not among the columns.
///
/// @param id never reused; also the table's oid in `pg_class`
public record TableDescriptor(
    int id,
    String schema,
    String name,
    List<ColumnDescriptor> columns,
    @Nullable PrimaryKey primaryKey) {
  /// The smallest id of a user table: PostgreSQL's `FirstNormalObjectId`.
  public static final int FIRST_ID = 16384;

  public TableDescriptor {
    columns = List.copyOf(columns);
  }

  /// The ordinal of a column, or -1.
  public int columnIndex(String columnName) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(columnName)) {
        return i;
      }
    }
    return -1;
  }

  /// The types of the clustering key's parts, in key order: the primary key's, or one bigint.
  public List<SqlType> keyTypes() {
    PrimaryKey key = primaryKey;
    if (key == null) {
      return List.of(SqlType.INT8);
    }
    List<SqlType> types = new ArrayList<>();
    for (int column : key.columns()) {
      types.add(columns.get(column).type());
    }
    return List.copyOf(types);
  }

  /// How this table's clustering keys become bytes.
  public KeyCodec keyCodec() {
    return new KeyCodec(keyTypes());
  }

  public TableDescriptor withName(String newName) {
    return new TableDescriptor(id, schema, newName, columns, primaryKey);
  }

  public TableDescriptor withColumns(List<ColumnDescriptor> newColumns) {
    return new TableDescriptor(id, schema, name, newColumns, primaryKey);
  }

  public String qualifiedName() {
    return schema + "." + name;
  }
}
