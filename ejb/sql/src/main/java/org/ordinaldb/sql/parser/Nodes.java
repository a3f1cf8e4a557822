package org.ordinaldb.sql.parser;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.transaction.TableLock;

/// What the grammar's actions build. Statements stand on one line when they are parsed (see
/// [SourceText]), so a position's column is its offset in the statement plus 1.
final class Nodes {
  private static final int PARAMETERS_MAX = 65_535;

  private Nodes() {}

  static SqlNode call(String function, List<SqlNode> arguments, SqlParserPos position) {
    SqlUnresolvedFunction name =
        new SqlUnresolvedFunction(
            new SqlIdentifier(function, position),
            null,
            null,
            null,
            null,
            SqlFunctionCategory.USER_DEFINED_FUNCTION);
    return name.createCall(position, arguments);
  }

  static SqlNode cast(SqlNode value, SqlTypeNameSpec type, SqlParserPos position) {
    return SqlStdOperatorTable.CAST.createCall(
        position, value, new SqlDataTypeSpec(type, type.getParserPos()));
  }

  /// `interval 'text' unit`: the unit counts a text that is only a number.
  static SqlNode intervalConstant(SqlNode text, @Nullable String unit, SqlParserPos position) {
    String value = text(text);
    String complete =
        unit != null && value.matches("\\s*[-+]?[0-9.]+\\s*") ? value + " " + unit : value;
    return cast(
        StringConstant.of(complete, text.getParserPosition()),
        new PostgresTypeNameSpec(null, "interval", List.of(), false, position),
        position);
  }

  /// The arguments of `substring(x FROM from FOR length)`, with 1 for a missing `from`.
  static void addSubstringRange(
      List<SqlNode> arguments, @Nullable SqlNode from, @Nullable SqlNode length) {
    if (from != null) {
      arguments.add(from);
    } else if (length != null) {
      arguments.add(SqlLiteral.createExactNumeric("1", length.getParserPosition()));
    }
    if (length != null) {
      arguments.add(length);
    }
  }

  static SqlDynamicParam parameter(String image, SqlParserPos position) {
    int number = image.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(image.substring(1));
    if (number < 1 || number > PARAMETERS_MAX) {
      throw new StatementException(SqlState.UNDEFINED_PARAMETER, "there is no parameter " + image)
          .position(position.getColumnNum());
    }
    return new SqlDynamicParam(number - 1, position);
  }

  /// `1e5`, which is a numeric as well.
  static SqlNumericLiteral numeric(String image, SqlParserPos position) {
    return SqlLiteral.createExactNumeric(new BigDecimal(image).toPlainString(), position);
  }

  /// `DEFAULT VALUES`: a row of as many defaults as the table has columns, which analysis knows.
  static SqlNode defaultValues(SqlParserPos position) {
    return SqlStdOperatorTable.VALUES.createCall(position);
  }

  /// A query with locking clauses.
  static SqlNode locked(SqlNode query, List<SqlNode> clauses) {
    if (clauses.isEmpty()) {
      return query;
    }
    switch (query) {
      case SqlSelect select -> {
        SqlNodeList all = new SqlNodeList(clauses, SqlParserPos.ZERO);
        if (select.hasHints()) {
          all.addAll(select.getHints());
        }
        select.setHints(all);
      }
      case SqlOrderBy ordered -> locked(ordered.query, clauses);
      case SqlWith with -> locked(with.body, clauses);
      default -> throw notLockable(query, ((LockingNode) clauses.getFirst()).strength().clause());
    }
    return query;
  }

  private static SqlException notLockable(SqlNode query, String clause) {
    return new StatementException(
        SqlState.FEATURE_NOT_SUPPORTED,
        query.isA(SqlKind.SET_QUERY)
            ? clause + " is not allowed with UNION/INTERSECT/EXCEPT"
            : clause + " cannot be applied to VALUES");
  }

  static TableLock tableLock(List<String> words, String first, int column) {
    String name = String.join("_", words).toUpperCase(Locale.ROOT);
    for (TableLock mode : TableLock.values()) {
      if (mode.isPostgresMode() && mode.name().equals(name)) {
        return mode;
      }
    }
    throw syntaxError(first, new SqlParserPos(1, column));
  }

  static String text(SqlNode literal) {
    if (literal instanceof StringConstant constant) {
      return constant.text();
    }
    return SqlLiteral.unchain(literal).getValueAs(String.class);
  }

  static List<String> names(List<SqlNode> identifiers) {
    List<String> names = new ArrayList<>(identifiers.size());
    for (SqlNode identifier : identifiers) {
      names.add(((SqlIdentifier) identifier).getSimple());
    }
    return names;
  }

  /// What a constraint says about its time; DEFERRED alone makes it deferrable.
  static Deferral deferral(@Nullable Boolean deferrable, boolean deferred, SqlParserPos position) {
    if (deferred && deferrable != null && !deferrable) {
      throw at(
          new StatementException(
              SqlState.SYNTAX_ERROR, "constraint declared INITIALLY DEFERRED must be DEFERRABLE"),
          position);
    }
    if (deferred) {
      return Deferral.INITIALLY_DEFERRED;
    }
    return deferrable != null && deferrable
        ? Deferral.INITIALLY_IMMEDIATE
        : Deferral.NOT_DEFERRABLE;
  }

  /// Text is compared by code points: the collations that do so are taken, others are not.
  static void requireSupportedCollation(SqlIdentifier name) {
    String collation = name.names.getLast();
    if (!collation.equals("default") && !collation.equals("C") && !collation.equals("POSIX")) {
      throw notSupported("COLLATE \"" + collation + "\"", name.getParserPosition());
    }
  }

  static SqlException notSupported(String feature, SqlParserPos position) {
    return at(
        new StatementException(SqlState.FEATURE_NOT_SUPPORTED, feature + " is not supported"),
        position);
  }

  static SqlException matchPartial(SqlParserPos position) {
    return at(
        new StatementException(SqlState.FEATURE_NOT_SUPPORTED, "MATCH PARTIAL not yet implemented"),
        position);
  }

  static SqlException syntaxError(String image, SqlParserPos position) {
    return at(
        new StatementException(SqlState.SYNTAX_ERROR, "syntax error at or near \"" + image + "\""),
        position);
  }

  static SqlException at(SqlException error, SqlParserPos position) {
    return error.position(position.getColumnNum());
  }
}
