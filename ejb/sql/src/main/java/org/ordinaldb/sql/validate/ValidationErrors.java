package org.ordinaldb.sql.validate;

import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlOperator;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// Says in PostgreSQL's words what Calcite's validator complains about.
final class ValidationErrors {
  private record Rule(Pattern pattern, Function<MatchResult, SqlException> error) {}

  private static final List<Rule> RULES =
      List.of(
          rule(
              "Object '(.*)' not found(?: within '(.*)')?(?:; did you mean .*)?",
              m ->
                  error(
                      SqlState.UNDEFINED_TABLE,
                      "relation \"" + qualified(m.group(2), m.group(1)) + "\" does not exist")),
          rule(
              "Table '(.*)' not found.*",
              m ->
                  error(
                      SqlState.UNDEFINED_TABLE,
                      "missing FROM-clause entry for table \"" + m.group(1) + "\"")),
          rule(
              "Column '(.*)' not found in any table.*",
              m ->
                  error(SqlState.UNDEFINED_COLUMN, "column \"" + m.group(1) + "\" does not exist")),
          rule(
              "Column '(.*)' not found in table '(.*)'.*",
              m ->
                  error(
                      SqlState.UNDEFINED_COLUMN,
                      "column " + m.group(2) + "." + m.group(1) + " does not exist")),
          rule(
              "Unknown identifier '(.*)'",
              m ->
                  error(SqlState.UNDEFINED_COLUMN, "column \"" + m.group(1) + "\" does not exist")),
          rule(
              "Column '(.*)' is ambiguous",
              m ->
                  error(
                      SqlState.AMBIGUOUS_COLUMN,
                      "column reference \"" + m.group(1) + "\" is ambiguous")),
          rule(
              "Unknown target column '(.*)'",
              m ->
                  error(SqlState.UNDEFINED_COLUMN, "column \"" + m.group(1) + "\" does not exist")),
          rule(
              "Target column '(.*)' is assigned more than once",
              m ->
                  error(
                      SqlState.DUPLICATE_COLUMN,
                      "column \"" + m.group(1) + "\" specified more than once")),
          rule(
              "Duplicate relation name '(.*)' in FROM clause",
              m ->
                  error(
                      SqlState.DUPLICATE_ALIAS,
                      "table name \"" + m.group(1) + "\" specified more than once")),
          rule(
              "Expression '(.*)' is not being grouped",
              m ->
                  error(
                      SqlState.GROUPING_ERROR,
                      "column \""
                          + m.group(1)
                          + "\" must appear in the GROUP BY clause or be used in an aggregate"
                          + " function")),
          rule(
              "Aggregate expressions cannot be nested",
              m -> error(SqlState.GROUPING_ERROR, "aggregate function calls cannot be nested")),
          rule(
              "Aggregate expression is illegal in (.*) clause",
              m ->
                  error(
                      SqlState.GROUPING_ERROR,
                      "aggregate functions are not allowed in " + m.group(1))),
          rule(
              "Windowed aggregate expression is illegal in (.*) clause",
              m ->
                  error(
                      SqlState.GROUPING_ERROR,
                      "window functions are not allowed in " + m.group(1))),
          rule(
              "Number of INSERT target columns \\((\\d+)\\) does not equal number of source items"
                  + " \\((\\d+)\\)",
              m ->
                  error(
                      SqlState.SYNTAX_ERROR,
                      number(m.group(1)) > number(m.group(2))
                          ? "INSERT has more target columns than expressions"
                          : "INSERT has more expressions than target columns")),
          rule(
              "Column count mismatch in (\\w+).*",
              m ->
                  error(
                      SqlState.SYNTAX_ERROR,
                      "each " + m.group(1) + " query must have the same number of columns")),
          rule(
              "Type mismatch in column (\\d+) of (\\w+).*",
              m ->
                  error(
                      SqlState.DATATYPE_MISMATCH,
                      m.group(2) + " types of column " + m.group(1) + " cannot be matched")),
          rule(
              "Ordinal out of range",
              m ->
                  error(
                      SqlState.INVALID_COLUMN_REFERENCE,
                      "ORDER BY position is not in select list")),
          rule(
              "Cast function cannot convert value of type (.*) to type (.*)",
              m ->
                  error(
                      SqlState.CANNOT_COERCE,
                      "cannot cast type " + m.group(1) + " to " + m.group(2))),
          rule(
              "No match found for function signature (.*)",
              m ->
                  error(SqlState.UNDEFINED_FUNCTION, "function " + m.group(1) + " does not exist")),
          rule(
              "Invalid number of arguments to function '(.*)'.*",
              m ->
                  error(
                      SqlState.UNDEFINED_FUNCTION,
                      "function "
                          + m.group(1).toLowerCase(java.util.Locale.ROOT)
                          + " does not exist with these arguments")),
          rule(
              "Cannot apply '(.*)' to arguments of type .*",
              m ->
                  error(
                      SqlState.UNDEFINED_FUNCTION,
                      "operator does not exist for these types: " + m.group(1))));

  private ValidationErrors() {}

  /// The error with the validator's position, as a column in the statement's text.
  static SqlException translate(CalciteContextException e) {
    Throwable cause = e.getCause();
    if (cause instanceof SqlException own) {
      return own.position() == 0 ? own.position(e.getPosColumn()) : own;
    }
    String message = cause == null ? e.getMessage() : cause.getMessage();
    SqlException error = describe(String.valueOf(message));
    // Calcite points at the target there, PostgreSQL at the expression: better say nothing.
    return error.text().startsWith("INSERT has more")
        ? error
        : error.position(Math.max(e.getPosColumn(), 0));
  }

  private static SqlException describe(String message) {
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern().matcher(message);
      if (matcher.matches()) {
        return rule.error().apply(matcher);
      }
    }
    return error(SqlState.SYNTAX_ERROR, message);
  }

  /// The sign that PostgreSQL's messages show.
  static String operatorName(SqlOperator operator) {
    return switch (operator.getKind()) {
      case IN, SOME, BETWEEN -> "=";
      default -> operator.getName();
    };
  }

  /// The column past the left operand, from where the operator is the next that is no blank.
  static int operatorColumn(SqlCall call) {
    return call.operandCount() == 2
        ? call.operand(0).getParserPosition().getEndColumnNum() + 1
        : call.getParserPosition().getColumnNum();
  }

  private static Rule rule(String pattern, Function<MatchResult, SqlException> error) {
    return new Rule(Pattern.compile(pattern, Pattern.DOTALL), error);
  }

  private static SqlException error(SqlState state, String message) {
    return new StatementException(state, message);
  }

  private static String qualified(String schema, String name) {
    return schema == null ? name : schema + "." + name;
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }
}
