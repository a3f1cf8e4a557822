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
    @Nullable PrimaryKey primaryKey,
    List<IndexDescriptor> indexes,
    List<CheckConstraint> checks,
    List<ForeignKey> foreignKeys) {
  /// The smallest id of a user table: PostgreSQL's `FirstNormalObjectId`.
  public static final int FIRST_ID = 16384;

  public TableDescriptor {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
    checks = List.copyOf(checks);
    foreignKeys = List.copyOf(foreignKeys);
  }

  /// A table without secondary indexes, CHECK and FOREIGN KEY constraints.
  public TableDescriptor(
      int id,
      String schema,
      String name,
      List<ColumnDescriptor> columns,
      @Nullable PrimaryKey primaryKey) {
    this(id, schema, name, columns, primaryKey, List.of(), List.of(), List.of());
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
    PrimaryKey key = primaryKey;
    return key == null || key.entries() == null
        ? new KeyCodec(keyTypes())
        : new KeyCodec(keyTypes(), key.entries().orders());
  }

  /// Whether this is the hidden table of an index's entries: see [IndexTable].
  public boolean isIndex() {
    return primaryKey != null && primaryKey.entries() != null;
  }

  /// The index of that id, or null.
  public @Nullable IndexDescriptor index(int indexId) {
    for (IndexDescriptor index : indexes) {
      if (index.id() == indexId) {
        return index;
      }
    }
    return null;
  }

  /// The index that a PRIMARY KEY constraint has which does not cluster the table, or null.
  public @Nullable IndexDescriptor primaryIndex() {
    for (IndexDescriptor index : indexes) {
      if (index.primary()) {
        return index;
      }
    }
    return null;
  }

  /// The indexes that hold every row.
  public List<IndexDescriptor> readyIndexes() {
    return indexes.stream().filter(IndexDescriptor::ready).toList();
  }

  /// Whether the other is this table with perhaps other indexes, and with constraints that hold for
  /// rows of the past or do not: new rows are held to them either way.
  public boolean isSameButForIndexes(TableDescriptor other) {
    return withoutIndexes().equals(other.withoutIndexes());
  }

  private TableDescriptor withoutIndexes() {
    return withIndexes(List.of())
        .withChecks(checks.stream().map(CheckConstraint::asValidated).toList())
        .withForeignKeys(foreignKeys.stream().map(ForeignKey::asValidated).toList());
  }

  public TableDescriptor withName(String newName) {
    return new TableDescriptor(
        id, schema, newName, columns, primaryKey, indexes, checks, foreignKeys);
  }

  public TableDescriptor withPrimaryKey(@Nullable PrimaryKey newKey) {
    return new TableDescriptor(id, schema, name, columns, newKey, indexes, checks, foreignKeys);
  }

  public TableDescriptor withColumns(List<ColumnDescriptor> newColumns) {
    return new TableDescriptor(
        id, schema, name, newColumns, primaryKey, indexes, checks, foreignKeys);
  }

  public TableDescriptor withIndexes(List<IndexDescriptor> newIndexes) {
    return new TableDescriptor(
        id, schema, name, columns, primaryKey, newIndexes, checks, foreignKeys);
  }

  public TableDescriptor withChecks(List<CheckConstraint> newChecks) {
    return new TableDescriptor(
        id, schema, name, columns, primaryKey, indexes, newChecks, foreignKeys);
  }

  public TableDescriptor withForeignKeys(List<ForeignKey> newForeignKeys) {
    return new TableDescriptor(
        id, schema, name, columns, primaryKey, indexes, checks, newForeignKeys);
  }

  /// The greatest id of the table, its indexes and its constraints.
  int lastId() {
    int last = id;
    for (IndexDescriptor index : indexes) {
      last = Math.max(last, index.id());
    }
    for (CheckConstraint check : checks) {
      last = Math.max(last, check.id());
    }
    for (ForeignKey foreignKey : foreignKeys) {
      last = Math.max(last, foreignKey.id());
    }
    return last;
  }

  public String qualifiedName() {
    return schema + "." + name;
  }
}
