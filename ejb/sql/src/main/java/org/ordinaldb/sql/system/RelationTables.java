package org.ordinaldb.sql.system;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.TableStatistics;

/// The `pg_catalog` tables about tables: their columns, keys and defaults.
final class RelationTables {
  private static final int PAGE_BYTES = 8192;
  static final int DEFAULT_OPERATOR_CLASS = 3124;

  private RelationTables() {}

  static void declare(Map<String, RowProducer> producers) {
    producers.put("pg_catalog.pg_class", RelationTables::classes);
    producers.put("pg_catalog.pg_attribute", RelationTables::attributes);
    producers.put("pg_catalog.pg_attrdef", RelationTables::defaults);
    producers.put("pg_catalog.pg_index", RelationTables::indexes);
    producers.put("pg_catalog.pg_constraint", RelationTables::constraints);
    producers.put("pg_catalog.pg_tables", RelationTables::tables);
    producers.put("pg_catalog.pg_views", RelationTables::views);
    producers.put("pg_catalog.pg_indexes", RelationTables::indexDefinitions);
    producers.put("information_schema._pg_array_elements", RelationTables::arrayElements);
    producers.put("pg_catalog.pg_stat_user_tables", RelationTables::userTableStatistics);
  }

  private static void classes(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      TableStatistics statistics = context.statistics(table);
      long bytes = statistics.segmentBytes();
      relation(sink, table, "r")
          .set("reltype", CatalogNames.rowTypeOid(table))
          .set("relam", CatalogNames.HEAP)
          .set("relpages", Math.min(Integer.MAX_VALUE, (bytes + PAGE_BYTES - 1) / PAGE_BYTES))
          .set("reltuples", (double) statistics.rowCount())
          .set("relchecks", table.checks().size())
          .set("relhastriggers", ConstraintRows.isInForeignKey(context, table))
          .set("relhasindex", hasIndexes(table));
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        relation(sink, table, "i")
            .set("oid", CatalogNames.indexOid(table))
            .set("relname", key.name())
            .set("relfilenode", CatalogNames.indexOid(table))
            .set("relam", CatalogNames.BTREE)
            .set("reltuples", (double) statistics.rowCount())
            .set("relnatts", key.columns().size())
            .set("relreplident", "n");
      }
    }
    for (IndexRows.Entry entry : IndexRows.all(context.session().catalog())) {
      relation(sink, entry.table(), "i")
          .set("oid", entry.index().id())
          .set("relname", entry.index().name())
          .set("relfilenode", entry.index().id())
          .set("relam", CatalogNames.BTREE)
          .set("reltuples", -1.0)
          .set("relnatts", IndexRows.columns(entry).size())
          .set("relreplident", "n");
    }
    for (VirtualTable each : SystemTables.all().tables()) {
      SystemTable table = (SystemTable) each;
      relation(sink, table.descriptor(), table.view() ? "v" : "r")
          .set("relam", table.view() ? 0 : CatalogNames.HEAP)
          .set("reltuples", -1.0)
          .set("relreplident", "n");
    }
  }

  private static boolean hasIndexes(TableDescriptor table) {
    return table.primaryKey() != null || !table.indexes().isEmpty();
  }

  private static RowSink relation(RowSink sink, TableDescriptor table, String kind) {
    return sink.row()
        .set("oid", table.id())
        .set("relname", table.name())
        .set("relnamespace", CatalogNames.schemaOid(table.schema()))
        .set("relowner", CatalogNames.OWNER)
        .set("relfilenode", table.id())
        .set("relpersistence", "p")
        .set("relkind", kind)
        .set("relnatts", table.columns().size())
        .set("relispopulated", true)
        .set("relreplident", "d");
  }

  private static void attributes(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      for (int i = 0; i < table.columns().size(); i++) {
        ColumnDescriptor column = table.columns().get(i);
        attribute(sink, table.id(), column, i + 1)
            .set("attnotnull", !column.nullable())
            .set("atthasdef", column.defaultExpression() != null);
      }
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        int number = 1;
        for (int i : key.columns()) {
          attribute(sink, CatalogNames.indexOid(table), table.columns().get(i), number++);
        }
      }
    }
    for (IndexRows.Entry entry : IndexRows.all(context.session().catalog())) {
      int number = 1;
      for (ColumnDescriptor column : IndexRows.columns(entry)) {
        attribute(sink, entry.index().id(), column, number++);
      }
    }
    for (VirtualTable table : SystemTables.all().tables()) {
      TableDescriptor descriptor = table.descriptor();
      for (int i = 0; i < descriptor.columns().size(); i++) {
        ColumnDescriptor column = descriptor.columns().get(i);
        attribute(sink, descriptor.id(), column, i + 1).set("attnotnull", !column.nullable());
      }
    }
  }

  private static RowSink attribute(
      RowSink sink, int relation, ColumnDescriptor column, int number) {
    TypeFacts type = TypeFacts.of(column.type());
    return sink.row()
        .set("attrelid", relation)
        .set("attname", column.name())
        .set("atttypid", type.oid())
        .set("attstattarget", -1)
        .set("attlen", type.length())
        .set("attnum", number)
        .set("attcacheoff", -1)
        .set("atttypmod", column.type().typmod())
        .set("attbyval", type.byValue())
        .set("attalign", type.align())
        .set("attstorage", type.storage())
        .set("attislocal", true)
        .set("attcollation", type.collation());
  }

  private static void defaults(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      for (int i = 0; i < table.columns().size(); i++) {
        String expression = table.columns().get(i).defaultExpression();
        if (expression != null) {
          sink.row()
              .set("oid", CatalogNames.defaultOid(table, i))
              .set("adrelid", table.id())
              .set("adnum", i + 1)
              .set("adbin", expression);
        }
      }
    }
  }

  private static void indexes(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      PrimaryKey key = table.primaryKey();
      if (key == null) {
        continue;
      }
      int parts = key.columns().size();
      sink.row()
          .set("indexrelid", CatalogNames.indexOid(table))
          .set("indrelid", table.id())
          .set("indnatts", parts)
          .set("indnkeyatts", parts)
          .set("indisunique", true)
          .set("indisprimary", true)
          .set("indimmediate", true)
          .set("indisvalid", true)
          .set("indisready", true)
          .set("indislive", true)
          .set("indkey", CatalogNames.columnNumbers(key, "", " ", ""))
          .set("indcollation", collations(table, key))
          .set("indclass", repeated(Integer.toString(DEFAULT_OPERATOR_CLASS), parts))
          .set("indoption", repeated("0", parts));
    }
    IndexRows.all(context.session().catalog()).forEach(entry -> IndexRows.index(entry, sink));
  }

  private static String collations(TableDescriptor table, PrimaryKey key) {
    StringBuilder text = new StringBuilder();
    for (int column : key.columns()) {
      text.append(text.isEmpty() ? "" : " ")
          .append(TypeFacts.of(table.columns().get(column).type()).collation());
    }
    return text.toString();
  }

  private static String repeated(String word, int times) {
    return (word + " ").repeat(times).strip();
  }

  private static void constraints(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        sink.row()
            .set("oid", CatalogNames.constraintOid(table))
            .set("conname", key.name())
            .set("connamespace", CatalogNames.schemaOid(table.schema()))
            .set("contype", "p")
            .set("convalidated", true)
            .set("conrelid", table.id())
            .set("conindid", CatalogNames.indexOid(table))
            .set("confupdtype", " ")
            .set("confdeltype", " ")
            .set("confmatchtype", " ")
            .set("conislocal", true)
            .set("connoinherit", true)
            .set("conkey", CatalogNames.columnNumbers(key, "{", ",", "}"));
      }
      ConstraintRows.constraints(context, table, sink);
    }
  }

  private static void tables(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      tableRow(sink, table).set("hasindexes", hasIndexes(table));
    }
    for (VirtualTable each : SystemTables.all().tables()) {
      if (!((SystemTable) each).view()) {
        tableRow(sink, each.descriptor()).set("hasindexes", false);
      }
    }
  }

  private static RowSink tableRow(RowSink sink, TableDescriptor table) {
    return sink.row()
        .set("schemaname", table.schema())
        .set("tablename", table.name())
        .set("tableowner", ServerTables.OWNER_NAME)
        .set("hasrules", false)
        .set("hastriggers", false)
        .set("rowsecurity", false);
  }

  private static void views(SystemContext context, RowSink sink) {
    for (VirtualTable each : SystemTables.all().tables()) {
      if (((SystemTable) each).view()) {
        sink.row()
            .set("schemaname", each.descriptor().schema())
            .set("viewname", each.descriptor().name())
            .set("viewowner", ServerTables.OWNER_NAME)
            .set("definition", "");
      }
    }
  }

  private static void indexDefinitions(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        sink.row()
            .set("schemaname", table.schema())
            .set("tablename", table.name())
            .set("indexname", key.name())
            .set("indexdef", Definitions.index(table, key));
      }
    }
    for (IndexRows.Entry entry : IndexRows.all(context.session().catalog())) {
      sink.row()
          .set("schemaname", entry.table().schema())
          .set("tablename", entry.table().name())
          .set("indexname", entry.index().name())
          .set("indexdef", Definitions.index(entry.table(), entry.index(), false));
    }
  }

  private static void userTableStatistics(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      sink.row()
          .set("relid", table.id())
          .set("schemaname", table.schema())
          .set("relname", table.name())
          .set("n_live_tup", context.statistics(table).rowCount())
          .set("n_dead_tup", 0);
    }
  }

  /// The elements of every array of column numbers that `pg_constraint` and `pg_index` hold, for
  /// [ArrayExpansion].
  private static void arrayElements(SystemContext context, RowSink sink) {
    Set<String> seen = new HashSet<>();
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null && seen.add(CatalogNames.columnNumbers(key, "", " ", ""))) {
        int number = 1;
        for (int column : key.columns()) {
          element(sink, CatalogNames.columnNumbers(key, "{", ",", "}"), column + 1, number);
          element(sink, CatalogNames.columnNumbers(key, "", " ", ""), column + 1, number++);
        }
      }
    }
    for (IndexRows.Entry entry : IndexRows.all(context.session().catalog())) {
      String elements = IndexRows.columnNumbers(entry.index());
      if (seen.add(elements)) {
        int number = 1;
        for (String column : elements.split(" ")) {
          element(sink, elements, Integer.parseInt(column), number++);
        }
      }
    }
    for (List<Integer> columns : ConstraintRows.columnLists(context)) {
      String elements = ConstraintRows.array(columns);
      if (seen.add(elements)) {
        for (int i = 0; i < columns.size(); i++) {
          element(sink, elements, columns.get(i) + 1, i + 1);
        }
      }
    }
  }

  private static void element(RowSink sink, String elements, int value, int number) {
    sink.row().set("elements", elements).set("x", value).set("n", number);
  }
}
