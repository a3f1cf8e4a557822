package org.ordinaldb.sql.function;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.util.SqlOperatorTables;

/// All functions and operators of the dialect.
public final class FunctionLibrary {
  /// Calcite's functions that mean the same in PostgreSQL or that the validator needs by itself. All
  /// of its other functions stay out: several give wrong results without a word (log, greatest,
  /// extract of dow, ...).
  private static final Set<String> KEPT =
      Set.of(
          "CAST",
          "CASE",
          "COALESCE",
          "NULLIF",
          "EXISTS",
          "UNIQUE",
          "GROUPING",
          "ROW_NUMBER",
          "RANK",
          "DENSE_RANK",
          "PERCENT_RANK",
          "CUME_DIST",
          "NTILE",
          "LAG",
          "LEAD",
          "FIRST_VALUE",
          "LAST_VALUE",
          "NTH_VALUE",
          "COUNT",
          "SUM",
          "SUM0",
          "$SUM0",
          "AVG",
          "MIN",
          "MAX",
          "STDDEV",
          "STDDEV_POP",
          "STDDEV_SAMP",
          "VARIANCE",
          "VAR_POP",
          "VAR_SAMP",
          "EVERY",
          "ANY_VALUE",
          "SINGLE_VALUE",
          "BIT_AND",
          "BIT_OR",
          "BIT_XOR",
          "LISTAGG",
          "ROW",
          "DEFAULT");

  private static final SqlOperatorTable TABLE = SqlOperatorTables.of(operators());

  private FunctionLibrary() {}

  /// What the validator resolves names against: PostgreSQL's functions and operators, and those of
  /// Calcite's that mean the same.
  public static SqlOperatorTable operatorTable() {
    return TABLE;
  }

  private static List<SqlOperator> operators() {
    List<SqlOperator> operators = new ArrayList<>();
    operators.addAll(ArithmeticOperators.all());
    operators.addAll(StringFunctions.all());
    operators.addAll(TextFunctions.all());
    operators.addAll(RegularExpressions.all());
    operators.addAll(NumericFunctions.all());
    operators.addAll(FloatFunctions.all());
    operators.addAll(DateTimeFunctions.all());
    operators.addAll(ConditionalFunctions.all());
    operators.addAll(SystemFunctions.all());
    operators.addAll(AdvisoryFunctions.all());
    operators.add(new SeriesFunction());
    operators.addAll(List.of(SqlLibraryOperators.BOOL_AND, SqlLibraryOperators.BOOL_OR));
    operators.add(SqlLibraryOperators.STRING_AGG);
    operators.addAll(LikeOperator.all());
    Set<String> own = new HashSet<>();
    for (SqlOperator operator : operators) {
      own.add(key(operator));
    }
    for (SqlOperator operator : SqlStdOperatorTable.instance().getOperatorList()) {
      boolean kept = !(operator instanceof SqlFunction) || KEPT.contains(operator.getName());
      if (kept && !own.contains(key(operator))) {
        operators.add(operator);
      }
    }
    return operators;
  }

  private static String key(SqlOperator operator) {
    SqlSyntax syntax = operator.getSyntax();
    return operator.getName().toLowerCase(Locale.ROOT) + " " + syntax.family;
  }
}
