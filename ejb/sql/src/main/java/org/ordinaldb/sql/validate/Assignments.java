package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.type.RelTypes;

/// The columns that SET names, with their values.
final class Assignments {
  private static final SqlParserPos HERE = SqlParserPos.ZERO;

  private Assignments() {}

  static List<RelDataTypeField> fields(RelOptTable table, SqlNodeList columns) {
    List<RelDataTypeField> fields = new ArrayList<>();
    for (SqlNode column : columns) {
      String name = ((SqlIdentifier) column).names.getLast();
      RelDataTypeField field = table.getRowType().getField(name, true, false);
      if (field == null) {
        throw undefined(name, table).position(column.getParserPosition().getColumnNum());
      }
      if (fields.contains(field)) {
        throw new StatementException(
            SqlState.SYNTAX_ERROR, "multiple assignments to same column \"" + name + "\"");
      }
      fields.add(field);
    }
    return fields;
  }

  static SqlException undefined(String column, @Nullable RelOptTable table) {
    return new StatementException(
        SqlState.UNDEFINED_COLUMN,
        "column \""
            + column
            + "\""
            + (table == null ? "" : " of relation \"" + table.getQualifiedName().getLast() + "\"")
            + " does not exist");
  }

  /// The values with their columns' defaults in place of DEFAULT.
  static List<SqlNode> values(
      SqlNodeList given,
      List<RelDataTypeField> fields,
      RelOptTable table,
      ParameterTypes parameters) {
    TableDescriptor descriptor = table.unwrap(TableDescriptor.class);
    List<SqlNode> values = new ArrayList<>();
    for (SqlNode value : given) {
      RelDataTypeField field = fields.get(values.size());
      if (value instanceof SqlDynamicParam parameter) {
        parameters.learn(parameter.getIndex(), RelTypes.sqlType(field.getType()));
      }
      boolean isDefault = value.getKind() == SqlKind.DEFAULT;
      values.add(isDefault ? defaultOf(descriptor, field.getIndex()) : value);
    }
    return values;
  }

  static SqlNode defaultOf(@Nullable TableDescriptor table, int column) {
    String text = table == null ? null : table.columns().get(column).defaultExpression();
    return text == null ? SqlLiteral.createNull(HERE) : PostgresParser.parseExpression(text);
  }
}
