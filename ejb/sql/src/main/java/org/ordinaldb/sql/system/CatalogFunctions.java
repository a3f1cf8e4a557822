package org.ordinaldb.sql.system;

import static org.ordinaldb.type.SqlType.BOOLEAN;
import static org.ordinaldb.type.SqlType.INT4;
import static org.ordinaldb.type.SqlType.INT8;
import static org.ordinaldb.type.SqlType.NAME;
import static org.ordinaldb.type.SqlType.OID;
import static org.ordinaldb.type.SqlType.TEXT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlOperator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.expression.RowArguments;
import org.ordinaldb.sql.expression.RowCall;
import org.ordinaldb.sql.expression.RowKernel;
import org.ordinaldb.sql.expression.RowWriter;
import org.ordinaldb.sql.function.LibraryFunction;
import org.ordinaldb.sql.function.LibraryFunction.Volatility;
import org.ordinaldb.sql.function.Overload;
import org.ordinaldb.storage.TableStatistics;
import org.ordinaldb.type.SqlType;

/// PostgreSQL's functions about the catalog: what psql, drivers and tools ask beside the system
/// tables.
public final class CatalogFunctions {
  private CatalogFunctions() {}

  public static List<SqlOperator> all() {
    List<SqlOperator> functions = new ArrayList<>();
    functions.addAll(visibility());
    functions.addAll(definitions());
    functions.addAll(privileges());
    functions.addAll(sizes());
    functions.addAll(server());
    functions.addAll(NameFunctions.all());
    return functions;
  }

  private static List<SqlOperator> visibility() {
    return List.of(
        function("pg_table_is_visible", row(BOOLEAN, CatalogFunctions::tableIsVisible, OID)),
        function(
            "pg_type_is_visible",
            row(BOOLEAN, (in, out) -> out.putBoolean(TypeFacts.of(in.longAt(0)) != null), OID)),
        function("pg_function_is_visible", row(BOOLEAN, (in, out) -> out.putBoolean(true), OID)),
        function("pg_is_other_temp_schema", row(BOOLEAN, (in, out) -> out.putBoolean(false), OID)),
        // A set in PostgreSQL, and empty for what is no partition: NULL matches nothing either.
        function("pg_partition_ancestors", row(OID, (in, out) -> out.putNull(), OID)),
        function("pg_my_temp_schema", row(OID, (in, out) -> out.putLong(0))),
        function(
            "pg_relation_is_publishable",
            row(BOOLEAN, (in, out) -> out.putBoolean(userTable(in, 0) != null), OID)),
        function("to_regclass", row(OID, CatalogFunctions::toRegclass, TEXT)),
        function("current_schemas", row(TEXT, CatalogFunctions::currentSchemas, BOOLEAN)));
  }

  private static List<SqlOperator> definitions() {
    return List.of(
        function(
            "format_type",
            Overload.row(TEXT, RowCall.Mode.NULLS, CatalogFunctions::formatType, OID, INT4)),
        function(
            "pg_get_expr",
            row(TEXT, (in, out) -> out.putBytes(in.bytesAt(0)), TEXT, OID),
            row(TEXT, (in, out) -> out.putBytes(in.bytesAt(0)), TEXT, OID, BOOLEAN)),
        function("pg_get_userbyid", row(NAME, CatalogFunctions::roleName, OID)),
        function(
            "pg_get_indexdef",
            row(TEXT, CatalogFunctions::indexDefinition, OID),
            row(TEXT, CatalogFunctions::indexDefinition, OID, INT4, BOOLEAN)),
        function(
            "pg_get_constraintdef",
            row(TEXT, CatalogFunctions::constraintDefinition, OID),
            row(TEXT, CatalogFunctions::constraintDefinition, OID, BOOLEAN)),
        function("pg_get_viewdef", nulls(OID), nulls(OID, BOOLEAN)),
        function("pg_get_ruledef", nulls(OID), nulls(OID, BOOLEAN)),
        function("pg_get_triggerdef", nulls(OID), nulls(OID, BOOLEAN)),
        function("pg_get_partkeydef", nulls(OID)),
        function("pg_get_functiondef", nulls(OID)),
        function("pg_get_function_result", nulls(OID)),
        function("pg_get_function_arguments", nulls(OID)),
        function("pg_get_function_identity_arguments", nulls(OID)),
        function("pg_get_statisticsobjdef_columns", nulls(OID)),
        function("pg_get_serial_sequence", nulls(TEXT, TEXT)),
        function("obj_description", nulls(OID), nulls(OID, TEXT)),
        function("col_description", nulls(OID, INT4)),
        function("shobj_description", nulls(OID, TEXT)),
        function(
            "array_to_string",
            row(TEXT, (in, out) -> joinArray(in, out, null), TEXT, TEXT),
            row(TEXT, (in, out) -> joinArray(in, out, in.textAt(2)), TEXT, TEXT, TEXT)));
  }

  /// Every role is a superuser at this stage, so every privilege is held.
  private static List<SqlOperator> privileges() {
    List<SqlOperator> functions = new ArrayList<>();
    for (String object :
        List.of("table", "schema", "database", "function", "sequence", "tablespace", "type")) {
      functions.add(
          function(
              "has_" + object + "_privilege",
              held(TEXT, TEXT),
              held(OID, TEXT),
              held(TEXT, TEXT, TEXT),
              held(TEXT, OID, TEXT),
              held(OID, OID, TEXT)));
    }
    functions.add(
        function(
            "has_column_privilege",
            held(TEXT, TEXT, TEXT),
            held(OID, INT4, TEXT),
            held(OID, TEXT, TEXT)));
    functions.add(function("has_any_column_privilege", held(TEXT, TEXT), held(OID, TEXT)));
    functions.add(
        function(
            "pg_has_role",
            held(OID, TEXT),
            held(TEXT, TEXT),
            held(TEXT, TEXT, TEXT),
            held(TEXT, OID, TEXT),
            held(OID, TEXT, TEXT),
            held(OID, OID, TEXT)));
    return functions;
  }

  private static List<SqlOperator> sizes() {
    return List.of(
        function(
            "pg_relation_size",
            row(INT8, CatalogFunctions::tableSize, OID),
            row(INT8, CatalogFunctions::tableSize, OID, TEXT)),
        function("pg_table_size", row(INT8, CatalogFunctions::tableSize, OID)),
        function("pg_total_relation_size", row(INT8, CatalogFunctions::tableSize, OID)),
        function("pg_indexes_size", row(INT8, CatalogFunctions::indexSize, OID)),
        function(
            "pg_database_size",
            row(INT8, CatalogFunctions::databaseSize, OID),
            row(INT8, CatalogFunctions::databaseSize, TEXT)),
        function(
            "pg_size_pretty",
            row(TEXT, (in, out) -> out.putText(ByteSizes.pretty(in.longAt(0))), INT8)));
  }

  private static List<SqlOperator> server() {
    return List.of(
        function("pg_encoding_to_char", row(NAME, CatalogFunctions::encodingName, INT4)),
        function("pg_char_to_encoding", row(INT4, CatalogFunctions::encodingNumber, TEXT)),
        function("pg_client_encoding", row(NAME, (in, out) -> out.putText("UTF8"))),
        function("pg_is_in_recovery", row(BOOLEAN, (in, out) -> out.putBoolean(false))),
        function("pg_tablespace_location", row(TEXT, (in, out) -> out.putText(""), OID)));
  }

  private static LibraryFunction function(String name, Overload... overloads) {
    return LibraryFunction.of(name, Volatility.STABLE, overloads);
  }

  private static Overload row(SqlType result, RowKernel kernel, SqlType... parameters) {
    return Overload.row(result, kernel, parameters).nullable(Overload.Nullability.ALWAYS);
  }

  /// Text about things that Ordinal does not have: views, rules, comments, ...
  private static Overload nulls(SqlType... parameters) {
    return row(TEXT, (in, out) -> out.putNull(), parameters);
  }

  private static Overload held(SqlType... parameters) {
    return row(BOOLEAN, (in, out) -> out.putBoolean(true), parameters);
  }

  private static @Nullable TableDescriptor userTable(RowArguments in, int argument) {
    return in.session().catalog().table(in.intAt(argument));
  }

  private static void tableIsVisible(RowArguments in, RowWriter out) {
    Catalog catalog = in.session().catalog();
    TableDescriptor table = CatalogNames.table(catalog, in.longAt(0));
    if (table == null) {
      table = CatalogNames.tableOfIndex(catalog, in.longAt(0));
    }
    IndexRows.Entry entry = table == null ? IndexRows.find(catalog, in.longAt(0)) : null;
    if (entry != null) {
      table = entry.table();
    }
    if (table == null) {
      out.putNull();
    } else {
      out.putBoolean(CatalogNames.isVisible(table, in.session().searchPath()));
    }
  }

  private static void toRegclass(RowArguments in, RowWriter out) {
    Long oid = RelationNames.oid(in.textAt(0), in.session());
    if (oid == null) {
      out.putNull();
    } else {
      out.putLong(oid);
    }
  }

  private static void currentSchemas(RowArguments in, RowWriter out) {
    List<String> schemas = new ArrayList<>(in.session().searchPath());
    if (in.booleanAt(0)) {
      schemas.addFirst("pg_catalog");
    }
    out.putText("{" + String.join(",", schemas) + "}");
  }

  private static void formatType(RowArguments in, RowWriter out) {
    if (in.isNull(0)) {
      out.putNull();
    } else {
      out.putText(TypeNamesText.format(in.longAt(0), in.isNull(1) ? -1 : in.intAt(1)));
    }
  }

  private static void roleName(RowArguments in, RowWriter out) {
    out.putText(ServerTables.roleName(in.session().currentUser(), in.longAt(0)));
  }

  private static void indexDefinition(RowArguments in, RowWriter out) {
    IndexRows.Entry entry = IndexRows.find(in.session().catalog(), in.longAt(0));
    if (entry != null) {
      putIndex(entry, in, out);
      return;
    }
    TableDescriptor table = CatalogNames.tableOfIndex(in.session().catalog(), in.longAt(0));
    if (table == null || table.primaryKey() == null) {
      out.putNull();
    } else if (in.count() == 3 && in.longAt(1) > 0) {
      putKeyColumn(table, in.intAt(1), out);
    } else {
      out.putText(Definitions.index(table, table.primaryKey()));
    }
  }

  private static void putIndex(IndexRows.Entry entry, RowArguments in, RowWriter out) {
    int number = in.count() == 3 ? in.intAt(1) : 0;
    List<IndexPart> parts = entry.index().parts();
    if (number <= 0) {
      boolean pretty = in.count() == 3 && in.booleanAt(2);
      out.putText(Definitions.index(entry.table(), entry.index(), pretty));
    } else if (number <= parts.size() && parts.get(number - 1).column() < 0) {
      out.putText(Definitions.part(parts.get(number - 1)));
    } else {
      List<ColumnDescriptor> columns = IndexRows.columns(entry);
      out.putText(
          number > columns.size() ? "" : Identifiers.quoted(columns.get(number - 1).name()));
    }
  }

  /// The definition of one column of an index: its name.
  private static void putKeyColumn(TableDescriptor table, int number, RowWriter out) {
    List<Integer> columns = table.primaryKey() == null ? List.of() : table.primaryKey().columns();
    out.putText(
        number > columns.size()
            ? ""
            : Identifiers.quoted(table.columns().get(columns.get(number - 1)).name()));
  }

  private static void constraintDefinition(RowArguments in, RowWriter out) {
    boolean pretty = in.count() == 2 && in.booleanAt(1);
    String own = ConstraintRows.definition(in.session().catalog(), in.longAt(0), pretty);
    if (own != null) {
      out.putText(own);
      return;
    }
    TableDescriptor table = CatalogNames.tableOfConstraint(in.session().catalog(), in.longAt(0));
    if (table == null || table.primaryKey() == null) {
      out.putNull();
    } else {
      out.putText(Definitions.constraint(table, table.primaryKey()));
    }
  }

  private static void joinArray(RowArguments in, RowWriter out, @Nullable String forNull) {
    List<String> words = new ArrayList<>();
    for (@Nullable String element : ArrayText.elements(in.textAt(0))) {
      if (element != null) {
        words.add(element);
      } else if (forNull != null) {
        words.add(forNull);
      }
    }
    out.putText(String.join(in.textAt(1), words));
  }

  private static long storedBytes(RowArguments in, TableDescriptor table) {
    TableStatistics statistics = in.session().statistics(table);
    return statistics.segmentBytes() + statistics.modelBytes();
  }

  private static void tableSize(RowArguments in, RowWriter out) {
    TableDescriptor table = userTable(in, 0);
    if (table != null) {
      out.putLong(storedBytes(in, table));
    } else if (CatalogNames.table(in.session().catalog(), in.longAt(0)) != null
        || CatalogNames.tableOfIndex(in.session().catalog(), in.longAt(0)) != null) {
      out.putLong(0);
    } else {
      out.putNull();
    }
  }

  /// Rows stand in their primary key's order: there is no index beside the table.
  private static void indexSize(RowArguments in, RowWriter out) {
    if (userTable(in, 0) == null) {
      out.putNull();
    } else {
      out.putLong(0);
    }
  }

  private static void databaseSize(RowArguments in, RowWriter out) {
    long bytes = 0;
    for (TableDescriptor table : in.session().catalog().tables().values()) {
      bytes += storedBytes(in, table);
    }
    out.putLong(bytes);
  }

  private static void encodingName(RowArguments in, RowWriter out) {
    out.putText(in.longAt(0) == ServerTables.UTF8 ? "UTF8" : "");
  }

  private static void encodingNumber(RowArguments in, RowWriter out) {
    boolean utf8 =
        Arrays.asList("UTF8", "UTF-8", "UNICODE").contains(in.textAt(0).toUpperCase(Locale.ROOT));
    out.putLong(utf8 ? ServerTables.UTF8 : -1);
  }
}
