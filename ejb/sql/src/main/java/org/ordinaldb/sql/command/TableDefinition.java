package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.parser.ParsedStatement;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.parser.PostgresTypeNameSpec;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.type.CommonType;
import org.ordinaldb.sql.validate.AnalyzedStatement;
import org.ordinaldb.sql.validate.Analyzer;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// From what CREATE TABLE says to a table's descriptor, with PostgreSQL's checks.
final class TableDefinition {
  private static final int COLUMNS_MAX = 1600;
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "ctid", "xmin", "cmin", "xmax", "cmax");

  private TableDefinition() {}

  static TableDescriptor of(
      Utility.CreateTable create,
      int id,
      String schema,
      String name,
      CommandContext context,
      TableNames names) {
    List<ColumnDescriptor> columns = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    if (create.columns().size() > COLUMNS_MAX) {
      throw new StatementException(
          SqlState.TOO_MANY_COLUMNS, "tables can have at most " + COLUMNS_MAX + " columns");
    }
    for (Utility.ColumnDefinition definition : create.columns()) {
      if (!seen.add(definition.name().getSimple())) {
        throw duplicateColumn(definition.name().getSimple());
      }
      columns.add(column(definition, context));
    }
    TableDescriptor table = new TableDescriptor(id, schema, name, columns, null);
    KeyConstraints keys = new KeyConstraints(context.storage().catalog());
    int next = id + 1;
    for (Utility.KeyDefinition definition : KeyConstraints.distinct(create.keys())) {
      requireNoIndex(definition);
      table = keys.add(table, definition, next++);
    }
    ConstraintAddition constraints = new ConstraintAddition(context, names);
    for (Utility.ConstraintDefinition definition : create.constraints()) {
      table = constraints.add(table, definition, next++);
    }
    return table;
  }

  private static void requireNoIndex(Utility.KeyDefinition definition) {
    if (definition.index() != null) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot use an existing index in CREATE TABLE");
    }
  }

  static ColumnDescriptor column(Utility.ColumnDefinition definition, CommandContext context) {
    String name = definition.name().getSimple();
    requireNoSystemName(name);
    SqlType type = type(definition, context);
    String defaultText = definition.defaultText();
    if (defaultText != null) {
      checkDefault(name, type, defaultText, context);
    }
    return new ColumnDescriptor(name, type, !definition.notNull(), defaultText);
  }

  private static SqlType type(Utility.ColumnDefinition definition, CommandContext context) {
    SqlType type;
    try {
      type = ((PostgresTypeNameSpec) definition.type().getTypeNameSpec()).resolve();
    } catch (SqlException e) {
      int position = e.position();
      throw position == 0 ? e : e.position(position + context.text().offset());
    }
    if (type.kind() == TypeKind.UNKNOWN) {
      throw new StatementException(
          SqlState.INVALID_TABLE_DEFINITION,
          "column \"" + definition.name().getSimple() + "\" has pseudo-type unknown");
    }
    return type;
  }

  /// A default reads no columns, and its value can be stored in the column.
  static void checkDefault(String column, SqlType type, String text, CommandContext context) {
    Catalog catalog = context.storage().catalog();
    boolean isConstant = text.startsWith("'") || text.equalsIgnoreCase("null");
    String value = isConstant ? "CAST(" + text + " AS " + type + ")" : text;
    ParsedStatement select = PostgresParser.parse(StatementText.of("SELECT " + value));
    AnalyzedStatement analyzed;
    try {
      analyzed =
          Analyzer.analyze(select, catalog, List.of(Catalog.PUBLIC), context.format(), List.of());
    } catch (SqlException e) {
      throw e.state() == SqlState.UNDEFINED_COLUMN
          ? new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED, "cannot use column reference in DEFAULT expression")
          : e.position(0);
    }
    SqlType given = analyzed.columns().getFirst().type();
    if (!isConstant && !CommonType.isAssignable(given, type)) {
      throw new StatementException(
              SqlState.DATATYPE_MISMATCH,
              "column \""
                  + column
                  + "\" is of type "
                  + type.kind().sqlName()
                  + " but default expression is of type "
                  + given.kind().sqlName())
          .hint("You will need to rewrite or cast the expression.");
    }
  }

  /// Names that PostgreSQL keeps for itself, for data to be able to move there.
  static void requireNoSystemName(String column) {
    if (SYSTEM_COLUMNS.contains(column)) {
      throw new StatementException(
          SqlState.DUPLICATE_COLUMN,
          "column name \"" + column + "\" conflicts with a system column name");
    }
  }

  static StatementException duplicateColumn(String name) {
    return new StatementException(
        SqlState.DUPLICATE_COLUMN, "column \"" + name + "\" specified more than once");
  }
}
