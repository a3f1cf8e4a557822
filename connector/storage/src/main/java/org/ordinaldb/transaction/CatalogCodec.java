package org.ordinaldb.transaction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.CheckConstraint;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.ReferentialAction;
import org.ordinaldb.catalog.SessionDefaults;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// The byte form of a [Catalog] in the commit log and the `catalog` database. Strings are their
/// UTF-8 length (4 bytes, -1 for null) and bytes; everything else is big-endian.
///
///     | format, 1 | version, 8 | next id, 4 | tables | session defaults |
///     table:  id, schema, name, columns, key name or null, key columns, indexes, checks, foreign keys
///     column: name, type, nullable, default or null
///     type:   name, length, scale
///     index:  id, name, parts, included columns, flags, predicate or null, deferral name
///     part:   column, expression or null, type, flags
///     check:  id, name, expression, validated
///     foreign key:  id, name, columns, table, its columns, action names, flags, deferral name
///     defaults: database or null, role or null, pairs of name and value
///
/// A list is its length (4 bytes) and its items. Catalogs from before there were session defaults
/// end with their tables.
public final class CatalogCodec {
  private static final byte FORMAT = 3;

  private CatalogCodec() {}

  public static byte[] encode(Catalog catalog) {
    ByteSink sink = new ByteSink(1024);
    sink.putByte(FORMAT);
    sink.putLong(catalog.version());
    sink.putInt(catalog.nextId());
    putAll(List.copyOf(catalog.tables().values()), sink, CatalogCodec::encodeTable);
    putAll(catalog.defaults(), sink, CatalogCodec::encodeDefaults);
    return sink.toByteArray();
  }

  private static void encodeTable(TableDescriptor table, ByteSink sink) {
    sink.putInt(table.id());
    putString(table.schema(), sink);
    putString(table.name(), sink);
    putAll(table.columns(), sink, CatalogCodec::encodeColumn);
    PrimaryKey key = table.primaryKey();
    putString(key == null ? null : key.name(), sink);
    putInts(key == null ? List.of() : key.columns(), sink);
    putAll(table.indexes(), sink, CatalogCodec::encodeIndex);
    putAll(table.checks(), sink, CatalogCodec::encodeCheck);
    putAll(table.foreignKeys(), sink, CatalogCodec::encodeForeignKey);
  }

  private static void encodeColumn(ColumnDescriptor column, ByteSink sink) {
    putString(column.name(), sink);
    encodeType(column.type(), sink);
    putFlag(column.nullable(), sink);
    putString(column.defaultExpression(), sink);
  }

  private static void encodeType(SqlType type, ByteSink sink) {
    putString(type.kind().name(), sink);
    sink.putInt(type.length());
    sink.putInt(type.scale());
  }

  private static void encodeIndex(IndexDescriptor index, ByteSink sink) {
    sink.putInt(index.id());
    putString(index.name(), sink);
    putAll(index.parts(), sink, CatalogCodec::encodePart);
    putInts(index.include(), sink);
    putFlag(index.unique(), sink);
    putFlag(index.nullsDistinct(), sink);
    putString(index.predicate(), sink);
    putFlag(index.constraint(), sink);
    putFlag(index.primary(), sink);
    putString(index.deferral().name(), sink);
    putFlag(index.ready(), sink);
  }

  private static void encodePart(IndexPart part, ByteSink sink) {
    sink.putInt(part.column());
    putString(part.expression(), sink);
    encodeType(part.type(), sink);
    putFlag(part.descending(), sink);
    putFlag(part.nullsFirst(), sink);
  }

  private static void encodeCheck(CheckConstraint check, ByteSink sink) {
    sink.putInt(check.id());
    putString(check.name(), sink);
    putString(check.expression(), sink);
    putFlag(check.validated(), sink);
  }

  private static void encodeForeignKey(ForeignKey key, ByteSink sink) {
    sink.putInt(key.id());
    putString(key.name(), sink);
    putInts(key.columns(), sink);
    sink.putInt(key.referencedTable());
    putInts(key.referencedColumns(), sink);
    putString(key.onUpdate().name(), sink);
    putString(key.onDelete().name(), sink);
    putFlag(key.matchFull(), sink);
    putString(key.deferral().name(), sink);
    putFlag(key.validated(), sink);
  }

  private static void encodeDefaults(SessionDefaults defaults, ByteSink sink) {
    putString(defaults.database(), sink);
    putString(defaults.role(), sink);
    putAll(
        defaults.parameters(),
        sink,
        (parameter, to) -> {
          putString(parameter.name(), to);
          putString(parameter.value(), to);
        });
  }

  public static Catalog decode(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    if (source.get() != FORMAT) {
      throw new InternalException(SqlState.DATA_CORRUPTED, "unknown format of the catalog");
    }
    long version = source.getLong();
    int nextId = source.getInt();
    Map<Integer, TableDescriptor> tables = new HashMap<>();
    for (TableDescriptor table : all(source, CatalogCodec::decodeTable)) {
      tables.put(table.id(), table);
    }
    List<SessionDefaults> defaults =
        source.hasRemaining() ? all(source, CatalogCodec::decodeDefaults) : List.of();
    return new Catalog(version, nextId, tables, defaults);
  }

  private static SessionDefaults decodeDefaults(ByteBuffer source) {
    return new SessionDefaults(
        nullableString(source),
        nullableString(source),
        all(source, each -> new SessionDefaults.Parameter(string(each), string(each))));
  }

  private static TableDescriptor decodeTable(ByteBuffer source) {
    int id = source.getInt();
    String schema = string(source);
    String name = string(source);
    List<ColumnDescriptor> columns = all(source, CatalogCodec::decodeColumn);
    String keyName = nullableString(source);
    List<Integer> keyColumns = ints(source);
    PrimaryKey key = keyName == null ? null : new PrimaryKey(keyName, keyColumns);
    return new TableDescriptor(
        id,
        schema,
        name,
        columns,
        key,
        all(source, CatalogCodec::decodeIndex),
        all(source, CatalogCodec::decodeCheck),
        all(source, CatalogCodec::decodeForeignKey));
  }

  private static ColumnDescriptor decodeColumn(ByteBuffer source) {
    return new ColumnDescriptor(
        string(source), decodeType(source), flag(source), nullableString(source));
  }

  private static SqlType decodeType(ByteBuffer source) {
    return new SqlType(TypeKind.valueOf(string(source)), source.getInt(), source.getInt());
  }

  private static IndexDescriptor decodeIndex(ByteBuffer source) {
    return new IndexDescriptor(
        source.getInt(),
        string(source),
        all(source, CatalogCodec::decodePart),
        ints(source),
        flag(source),
        flag(source),
        nullableString(source),
        flag(source),
        flag(source),
        Deferral.valueOf(string(source)),
        flag(source));
  }

  private static IndexPart decodePart(ByteBuffer source) {
    return new IndexPart(
        source.getInt(), nullableString(source), decodeType(source), flag(source), flag(source));
  }

  private static CheckConstraint decodeCheck(ByteBuffer source) {
    return new CheckConstraint(source.getInt(), string(source), string(source), flag(source));
  }

  private static ForeignKey decodeForeignKey(ByteBuffer source) {
    return new ForeignKey(
        source.getInt(),
        string(source),
        ints(source),
        source.getInt(),
        ints(source),
        ReferentialAction.valueOf(string(source)),
        ReferentialAction.valueOf(string(source)),
        flag(source),
        Deferral.valueOf(string(source)),
        flag(source));
  }

  private static <T> void putAll(List<T> items, ByteSink sink, BiConsumer<T, ByteSink> encoder) {
    sink.putInt(items.size());
    for (T item : items) {
      encoder.accept(item, sink);
    }
  }

  private static <T> List<T> all(ByteBuffer source, Function<ByteBuffer, T> decoder) {
    List<T> items = new ArrayList<>();
    for (int left = source.getInt(); left > 0; left--) {
      items.add(decoder.apply(source));
    }
    return items;
  }

  private static void putInts(List<Integer> values, ByteSink sink) {
    putAll(values, sink, (value, to) -> to.putInt(value));
  }

  private static List<Integer> ints(ByteBuffer source) {
    return all(source, ByteBuffer::getInt);
  }

  private static void putFlag(boolean value, ByteSink sink) {
    sink.putByte((byte) (value ? 1 : 0));
  }

  private static boolean flag(ByteBuffer source) {
    return source.get() != 0;
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
