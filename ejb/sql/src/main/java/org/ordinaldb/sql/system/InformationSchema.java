package org.ordinaldb.sql.system;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.CheckConstraint;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.catalog.UniqueKey;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// The SQL standard's views of the catalog.
final class InformationSchema {
  private static final int TEXT_BYTES_MAX = 1 << 30;
  private static final int BYTES_PER_CHARACTER_MAX = 4;

  private InformationSchema() {}

  static void declare(Map<String, RowProducer> producers) {
    producers.put("information_schema.tables", InformationSchema::tables);
    producers.put("information_schema.columns", InformationSchema::columns);
    producers.put("information_schema.schemata", InformationSchema::schemata);
    producers.put("information_schema.table_constraints", InformationSchema::constraints);
    producers.put("information_schema.check_constraints", InformationSchema::checks);
    producers.put("information_schema.referential_constraints", InformationSchema::references);
    producers.put("information_schema.key_column_usage", InformationSchema::keyColumns);
    producers.put(
        "information_schema.constraint_column_usage", InformationSchema::constraintColumns);
    producers.put(
        "information_schema.information_schema_catalog_name",
        (context, sink) -> sink.row().set("catalog_name", context.session().database()));
    producers.put(
        "information_schema.enabled_roles",
        (context, sink) -> sink.row().set("role_name", context.session().currentUser()));
  }

  private static void tables(SystemContext context, RowSink sink) {
    for (TableDescriptor table : CatalogNames.allTables(context.session().catalog())) {
      boolean user = table.id() >= TableDescriptor.FIRST_ID;
      sink.row()
          .set("table_catalog", context.session().database())
          .set("table_schema", table.schema())
          .set("table_name", table.name())
          .set("table_type", user || !isView(table) ? "BASE TABLE" : "VIEW")
          .set("is_insertable_into", yesNo(user))
          .set("is_typed", "NO");
    }
  }

  private static boolean isView(TableDescriptor table) {
    return SystemTables.all().table(table.schema(), table.name()) instanceof SystemTable system
        && system.view();
  }

  private static void columns(SystemContext context, RowSink sink) {
    String database = context.session().database();
    for (TableDescriptor table : CatalogNames.allTables(context.session().catalog())) {
      boolean user = table.id() >= TableDescriptor.FIRST_ID;
      for (int i = 0; i < table.columns().size(); i++) {
        ColumnDescriptor column = table.columns().get(i);
        sink.row()
            .set("table_catalog", database)
            .set("table_schema", table.schema())
            .set("table_name", table.name())
            .set("column_name", column.name())
            .set("ordinal_position", i + 1)
            .set("column_default", column.defaultExpression())
            .set("is_nullable", yesNo(column.nullable()))
            .set("udt_catalog", database)
            .set("udt_schema", "pg_catalog")
            .set("dtd_identifier", Integer.toString(i + 1))
            .set("is_self_referencing", "NO")
            .set("is_identity", "NO")
            .set("identity_cycle", "NO")
            .set("is_generated", "NEVER")
            .set("is_updatable", yesNo(user));
        describeType(sink, column.type());
      }
    }
  }

  private static void describeType(RowSink sink, SqlType type) {
    TypeKind kind = type.kind();
    sink.set("data_type", kind.sqlName())
        .set("udt_name", kind.catalogName())
        .set("numeric_precision", precision(type))
        .set("numeric_precision_radix", precisionRadix(type))
        .set("numeric_scale", scale(type))
        .set("datetime_precision", momentPrecision(kind));
    switch (kind) {
      case TEXT -> sink.set("character_octet_length", TEXT_BYTES_MAX);
      case VARCHAR, CHAR ->
          sink.set("character_maximum_length", type.length() < 0 ? null : type.length())
              .set(
                  "character_octet_length",
                  type.length() < 0 ? TEXT_BYTES_MAX : BYTES_PER_CHARACTER_MAX * type.length());
      default -> {}
    }
  }

  private static @Nullable Integer precision(SqlType type) {
    return switch (type.kind()) {
      case INT2 -> 16;
      case INT4 -> 32;
      case INT8 -> 64;
      case FLOAT4 -> 24;
      case FLOAT8 -> 53;
      case NUMERIC -> type.length() < 0 ? null : type.length();
      default -> null;
    };
  }

  private static @Nullable Integer precisionRadix(SqlType type) {
    return switch (type.kind()) {
      case INT2, INT4, INT8, FLOAT4, FLOAT8 -> 2;
      case NUMERIC -> 10;
      default -> null;
    };
  }

  private static @Nullable Integer scale(SqlType type) {
    return switch (type.kind()) {
      case INT2, INT4, INT8 -> 0;
      case NUMERIC -> type.length() < 0 ? null : type.scale();
      default -> null;
    };
  }

  private static @Nullable Integer momentPrecision(TypeKind kind) {
    return switch (kind) {
      case DATE -> 0;
      case TIME, TIMESTAMP, TIMESTAMPTZ, INTERVAL -> 6;
      default -> null;
    };
  }

  private static void schemata(SystemContext context, RowSink sink) {
    for (CatalogNames.Schema schema : CatalogNames.SCHEMAS) {
      sink.row()
          .set("catalog_name", context.session().database())
          .set("schema_name", schema.name())
          .set("schema_owner", ServerTables.OWNER_NAME);
    }
  }

  private static void constraints(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        constraint(context, sink, table, key.name(), "PRIMARY KEY");
      }
      for (IndexDescriptor index : table.indexes()) {
        if (index.constraint()) {
          timed(
              constraint(
                  context, sink, table, index.name(), index.primary() ? "PRIMARY KEY" : "UNIQUE"),
              index.deferral());
        }
      }
      table.checks().forEach(check -> constraint(context, sink, table, check.name(), "CHECK"));
      for (ForeignKey foreign : table.foreignKeys()) {
        timed(constraint(context, sink, table, foreign.name(), "FOREIGN KEY"), foreign.deferral());
      }
      for (int i = 0; i < table.columns().size(); i++) {
        if (!table.columns().get(i).nullable()) {
          constraint(context, sink, table, notNullName(table, i), "CHECK");
        }
      }
    }
  }

  private static void timed(RowSink row, Deferral deferral) {
    row.set("is_deferrable", yesNo(deferral != Deferral.NOT_DEFERRABLE))
        .set("initially_deferred", yesNo(deferral == Deferral.INITIALLY_DEFERRED));
  }

  private static String notNullName(TableDescriptor table, int column) {
    return CatalogNames.schemaOid(table.schema())
        + "_"
        + table.id()
        + "_"
        + (column + 1)
        + "_not_null";
  }

  private static RowSink constraint(
      SystemContext context, RowSink sink, TableDescriptor table, String name, String type) {
    String database = context.session().database();
    return sink.row()
        .set("constraint_catalog", database)
        .set("constraint_schema", table.schema())
        .set("constraint_name", name)
        .set("table_catalog", database)
        .set("table_schema", table.schema())
        .set("table_name", table.name())
        .set("constraint_type", type)
        .set("is_deferrable", "NO")
        .set("initially_deferred", "NO")
        .set("enforced", "YES");
  }

  private static void keyColumns(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        keyColumns(context, sink, table, key.name(), key.columns(), null);
      }
      for (IndexDescriptor index : table.indexes()) {
        if (index.constraint()) {
          keyColumns(context, sink, table, index.name(), ConstraintRows.columns(index), null);
        }
      }
      for (ForeignKey foreign : table.foreignKeys()) {
        TableDescriptor parent = ConstraintRows.parent(context.session().catalog(), foreign);
        List<Integer> unique = ConstraintRows.referred(parent, foreign).columns();
        keyColumns(
            context, sink, table, foreign.name(), foreign.columns(), positions(foreign, unique));
      }
    }
  }

  /// The position of each referenced column in the key that it belongs to, from 1.
  private static List<Integer> positions(ForeignKey key, List<Integer> unique) {
    return key.referencedColumns().stream().map(column -> unique.indexOf(column) + 1).toList();
  }

  private static void keyColumns(
      SystemContext context,
      RowSink sink,
      TableDescriptor table,
      String name,
      List<Integer> columns,
      @Nullable List<Integer> positions) {
    for (int i = 0; i < columns.size(); i++) {
      RowSink row = keyColumn(context, sink, table, name, table, columns.get(i));
      row.set("ordinal_position", i + 1);
      if (positions != null) {
        row.set("position_in_unique_constraint", positions.get(i));
      }
    }
  }

  private static void checks(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      for (CheckConstraint check : table.checks()) {
        checkRow(context, sink, table, check.name(), "((" + check.expression() + "))");
      }
      for (int i = 0; i < table.columns().size(); i++) {
        ColumnDescriptor column = table.columns().get(i);
        if (!column.nullable()) {
          checkRow(context, sink, table, notNullName(table, i), column.name() + " IS NOT NULL");
        }
      }
    }
  }

  private static void checkRow(
      SystemContext context, RowSink sink, TableDescriptor table, String name, String clause) {
    sink.row()
        .set("constraint_catalog", context.session().database())
        .set("constraint_schema", table.schema())
        .set("constraint_name", name)
        .set("check_clause", clause);
  }

  private static void references(SystemContext context, RowSink sink) {
    String database = context.session().database();
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      for (ForeignKey key : table.foreignKeys()) {
        TableDescriptor parent = ConstraintRows.parent(context.session().catalog(), key);
        UniqueKey unique = ConstraintRows.referred(parent, key);
        boolean isConstraint = unique.isConstraint();
        sink.row()
            .set("constraint_catalog", database)
            .set("constraint_schema", table.schema())
            .set("constraint_name", key.name())
            .set("unique_constraint_catalog", isConstraint ? database : null)
            .set("unique_constraint_schema", isConstraint ? parent.schema() : null)
            .set("unique_constraint_name", isConstraint ? unique.name() : null)
            .set("match_option", key.matchFull() ? "FULL" : "NONE")
            .set("update_rule", key.onUpdate().name().replace('_', ' '))
            .set("delete_rule", key.onDelete().name().replace('_', ' '));
      }
    }
  }

  private static void constraintColumns(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        key.columns().forEach(column -> keyColumn(context, sink, table, key.name(), table, column));
      }
      for (IndexDescriptor index : table.indexes()) {
        if (index.constraint()) {
          ConstraintRows.columns(index)
              .forEach(column -> keyColumn(context, sink, table, index.name(), table, column));
        }
      }
      for (CheckConstraint check : table.checks()) {
        ConstraintRows.columns(table, check)
            .forEach(column -> keyColumn(context, sink, table, check.name(), table, column));
      }
      for (ForeignKey foreign : table.foreignKeys()) {
        TableDescriptor parent = ConstraintRows.parent(context.session().catalog(), foreign);
        foreign
            .referencedColumns()
            .forEach(column -> keyColumn(context, sink, table, foreign.name(), parent, column));
      }
    }
  }

  private static RowSink keyColumn(
      SystemContext context,
      RowSink sink,
      TableDescriptor owner,
      String name,
      TableDescriptor table,
      int column) {
    String database = context.session().database();
    return sink.row()
        .set("constraint_catalog", database)
        .set("constraint_schema", owner.schema())
        .set("constraint_name", name)
        .set("table_catalog", database)
        .set("table_schema", table.schema())
        .set("table_name", table.name())
        .set("column_name", table.columns().get(column).name());
  }

  private static String yesNo(boolean value) {
    return value ? "YES" : "NO";
  }
}
