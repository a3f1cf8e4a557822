package org.ordinaldb.transaction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// The byte form of a [Catalog] in the commit log and the `catalog` database. Strings are their
/// UTF-8 length (4 bytes, -1 for null) and bytes; everything else is big-endian.
///
///     | format, 1 | version, 8 | next id, 4 | table count, 4 | tables |
///     table:  id, schema, name, column count, columns, key name or null, key size, key columns
///     column: name, type name, length, scale, nullable, default or null
public final class CatalogCodec {
  private static final byte FORMAT = 1;

  private CatalogCodec() {}

  public static byte[] encode(Catalog catalog) {
    ByteSink sink = new ByteSink(1024);
    sink.putByte(FORMAT);
    sink.putLong(catalog.version());
    sink.putInt(catalog.nextId());
    sink.putInt(catalog.tables().size());
    for (TableDescriptor table : catalog.tables().values()) {
      encodeTable(table, sink);
    }
    return sink.toByteArray();
  }

  private static void encodeTable(TableDescriptor table, ByteSink sink) {
    sink.putInt(table.id());
    putString(table.schema(), sink);
    putString(table.name(), sink);
    sink.putInt(table.columns().size());
    for (ColumnDescriptor column : table.columns()) {
      putString(column.name(), sink);
      putString(column.type().kind().name(), sink);
      sink.putInt(column.type().length());
      sink.putInt(column.type().scale());
      sink.putByte((byte) (column.nullable() ? 1 : 0));
      putString(column.defaultExpression(), sink);
    }
    PrimaryKey key = table.primaryKey();
    putString(key == null ? null : key.name(), sink);
    List<Integer> keyColumns = key == null ? List.of() : key.columns();
    sink.putInt(keyColumns.size());
    for (int column : keyColumns) {
      sink.putInt(column);
    }
  }

  public static Catalog decode(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    if (source.get() != FORMAT) {
      throw new InternalException(SqlState.DATA_CORRUPTED, "unknown format of the catalog");
    }
    long version = source.getLong();
    int nextId = source.getInt();
    Map<Integer, TableDescriptor> tables = new HashMap<>();
    for (int left = source.getInt(); left > 0; left--) {
      TableDescriptor table = decodeTable(source);
      tables.put(table.id(), table);
    }
    return new Catalog(version, nextId, tables);
  }

  private static TableDescriptor decodeTable(ByteBuffer source) {
    int id = source.getInt();
    String schema = string(source);
    String name = string(source);
    List<ColumnDescriptor> columns = new ArrayList<>();
    for (int left = source.getInt(); left > 0; left--) {
      String columnName = string(source);
      TypeKind kind = TypeKind.valueOf(string(source));
      SqlType type = new SqlType(kind, source.getInt(), source.getInt());
      boolean nullable = source.get() != 0;
      columns.add(new ColumnDescriptor(columnName, type, nullable, nullableString(source)));
    }
    String keyName = nullableString(source);
    List<Integer> keyColumns = new ArrayList<>();
    for (int left = source.getInt(); left > 0; left--) {
      keyColumns.add(source.getInt());
    }
    PrimaryKey key = keyName == null ? null : new PrimaryKey(keyName, keyColumns);
    return new TableDescriptor(id, schema, name, columns, key);
  }

  private static void putString(@Nullable String value, ByteSink sink) {
    if (value == null) {
      sink.putInt(-1);
      return;
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    sink.putInt(bytes.length);
    sink.putBytes(bytes);
  }

  private static String string(ByteBuffer source) {
    String value = nullableString(source);
    if (value == null) {
      throw new InternalException(SqlState.DATA_CORRUPTED, "a name is missing in the catalog");
    }
    return value;
  }

  private static @Nullable String nullableString(ByteBuffer source) {
    int length = source.getInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    source.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
