package org.ordinaldb.sql.system;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.TableDescriptor;

/// What the system tables tell about secondary indexes; primary keys are told of with their tables.
final class IndexRows {
  private static final int DESCENDING = 1;
  private static final int NULLS_FIRST = 2;

  /// An index and its table.
  record Entry(TableDescriptor table, IndexDescriptor index) {}

  private IndexRows() {}

  static List<Entry> all(Catalog catalog) {
    List<Entry> entries = new ArrayList<>();
    for (TableDescriptor table : catalog.sortedTables()) {
      table.indexes().forEach(index -> entries.add(new Entry(table, index)));
    }
    return entries;
  }

  static @Nullable Entry find(Catalog catalog, long oid) {
    TableDescriptor table = catalog.tableOfIndex((int) oid);
    IndexDescriptor index = table == null ? null : table.index((int) oid);
    return table == null || index == null ? null : new Entry(table, index);
  }

  /// The columns of an index as a table has columns: its parts, then the included ones.
  static List<ColumnDescriptor> columns(Entry entry) {
    List<ColumnDescriptor> columns = new ArrayList<>();
    for (IndexPart part : entry.index().parts()) {
      columns.add(
          part.column() >= 0
              ? entry.table().columns().get(part.column())
              : new ColumnDescriptor(expressionName(part), part.type(), true, null));
    }
    entry.index().include().forEach(column -> columns.add(entry.table().columns().get(column)));
    return columns;
  }

  /// As PostgreSQL names a part that is an expression: after its function, if it is one.
  private static String expressionName(IndexPart part) {
    String text = String.valueOf(part.expression());
    int end = text.indexOf('(');
    return end > 0 && text.substring(0, end).matches("[a-z_0-9]+")
        ? text.substring(0, end)
        : "expr";
  }

  static void index(Entry entry, RowSink sink) {
    IndexDescriptor index = entry.index();
    List<IndexPart> parts = index.parts();
    String expressions =
        String.join(
            ", ", parts.stream().filter(part -> part.column() < 0).map(Definitions::part).toList());
    sink.row()
        .set("indexrelid", index.id())
        .set("indrelid", entry.table().id())
        .set("indnatts", parts.size() + index.include().size())
        .set("indnkeyatts", parts.size())
        .set("indisunique", index.unique())
        .set("indnullsnotdistinct", !index.nullsDistinct())
        .set("indisprimary", index.primary())
        .set("indimmediate", !index.isDeferrable())
        .set("indisvalid", index.ready())
        .set("indisready", index.ready())
        .set("indislive", true)
        .set("indkey", columnNumbers(index))
        .set("indcollation", join(parts, part -> TypeFacts.of(part.type()).collation()))
        .set("indclass", join(parts, part -> RelationTables.DEFAULT_OPERATOR_CLASS))
        .set("indoption", join(parts, IndexRows::options))
        .set("indexprs", expressions.isEmpty() ? null : expressions)
        .set("indpred", index.predicate());
  }

  /// From 1, expressions as 0.
  static String columnNumbers(IndexDescriptor index) {
    StringJoiner numbers = new StringJoiner(" ");
    index.parts().forEach(part -> numbers.add(Integer.toString(part.column() + 1)));
    index.include().forEach(column -> numbers.add(Integer.toString(column + 1)));
    return numbers.toString();
  }

  private static int options(IndexPart part) {
    return (part.descending() ? DESCENDING : 0) | (part.nullsFirst() ? NULLS_FIRST : 0);
  }

  private static String join(List<IndexPart> parts, Function<IndexPart, Number> value) {
    return String.join(" ", parts.stream().map(part -> value.apply(part).toString()).toList());
  }
}
