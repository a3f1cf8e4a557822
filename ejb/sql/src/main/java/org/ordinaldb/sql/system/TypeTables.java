package org.ordinaldb.sql.system;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;

/// The `pg_catalog` tables about types and the functions that read and write them.
final class TypeTables {
  private static final int LANGUAGE_INTERNAL = 12;

  private TypeTables() {}

  static void declare(Map<String, RowProducer> producers) {
    producers.put("pg_catalog.pg_type", TypeTables::types);
    producers.put("pg_catalog.pg_proc", TypeTables::functions);
    producers.put("pg_catalog.pg_collation", TypeTables::collations);
    producers.put("pg_catalog.pg_language", TypeTables::languages);
  }

  private static void types(SystemContext context, RowSink sink) {
    for (TypeFacts type : TypeFacts.all()) {
      sink.row()
          .set("oid", type.oid())
          .set("typname", type.name())
          .set("typnamespace", CatalogNames.PG_CATALOG)
          .set("typowner", CatalogNames.OWNER)
          .set("typlen", type.length())
          .set("typbyval", type.byValue())
          .set("typtype", type.type())
          .set("typcategory", type.category())
          .set("typispreferred", type.preferred())
          .set("typisdefined", true)
          .set("typdelim", ",")
          .set("typelem", type.element())
          .set("typarray", type.array())
          .set("typinput", type.input())
          .set("typoutput", type.output())
          .set("typreceive", type.receive())
          .set("typsend", type.send())
          .set("typalign", type.align())
          .set("typstorage", type.storage())
          .set("typtypmod", -1)
          .set("typcollation", type.collation());
    }
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      rowType(sink, table);
    }
  }

  private static void rowType(RowSink sink, TableDescriptor table) {
    sink.row()
        .set("oid", CatalogNames.rowTypeOid(table))
        .set("typname", table.name())
        .set("typnamespace", CatalogNames.schemaOid(table.schema()))
        .set("typowner", CatalogNames.OWNER)
        .set("typlen", -1)
        .set("typtype", "c")
        .set("typcategory", "C")
        .set("typisdefined", true)
        .set("typdelim", ",")
        .set("typrelid", table.id())
        .set("typalign", "d")
        .set("typstorage", "x")
        .set("typtypmod", -1);
  }

  private static void functions(SystemContext context, RowSink sink) {
    for (String line : Resource.lines("procs.txt")) {
      String[] fields = line.split(" ", 5);
      sink.row()
          .set("oid", Integer.parseInt(fields[0]))
          .set("proname", fields[1])
          .set("pronamespace", CatalogNames.PG_CATALOG)
          .set("proowner", CatalogNames.OWNER)
          .set("prolang", LANGUAGE_INTERNAL)
          .set("procost", 1.0)
          .set("prokind", "f")
          .set("proisstrict", true)
          .set("provolatile", "i")
          .set("proparallel", "s")
          .set("prorettype", Integer.parseInt(fields[2]))
          .set("pronargs", Integer.parseInt(fields[3]))
          .set("proargtypes", fields[4])
          .set("prosrc", fields[1]);
    }
  }

  private static void collations(SystemContext context, RowSink sink) {
    collation(sink, 100, "default", "d", null);
    collation(sink, 950, "C", "c", "C");
    collation(sink, 951, "POSIX", "c", "POSIX");
  }

  private static void collation(
      RowSink sink, int oid, String name, String provider, @Nullable String locale) {
    sink.row()
        .set("oid", oid)
        .set("collname", name)
        .set("collnamespace", CatalogNames.PG_CATALOG)
        .set("collowner", CatalogNames.OWNER)
        .set("collprovider", provider)
        .set("collisdeterministic", true)
        .set("collencoding", -1)
        .set("collcollate", locale)
        .set("collctype", locale);
  }

  private static void languages(SystemContext context, RowSink sink) {
    sink.row()
        .set("oid", LANGUAGE_INTERNAL)
        .set("lanname", "internal")
        .set("lanowner", CatalogNames.OWNER);
    sink.row()
        .set("oid", 14)
        .set("lanname", "sql")
        .set("lanowner", CatalogNames.OWNER)
        .set("lanpltrusted", true);
  }
}
