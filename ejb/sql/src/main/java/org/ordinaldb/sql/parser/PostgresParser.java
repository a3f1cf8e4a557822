package org.ordinaldb.sql.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.util.SourceStringReader;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.StatementText;

/// Parses PostgreSQL's dialect. Stateless.
public final class PostgresParser {
  /// PostgreSQL's NAMEDATALEN, less 1. Longer names are cut there, here they are an error.
  private static final int IDENTIFIER_LENGTH_MAX = 63;

  /// First words of statements that PostgreSQL has and this grammar does not.
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "alter",
          "call",
          "cluster",
          "comment",
          "create",
          "do",
          "drop",
          "grant",
          "import",
          "listen",
          "load",
          "merge",
          "move",
          "notify",
          "reassign",
          "refresh",
          "revoke",
          "security");

  /// Words that may stand between CREATE and what is created.
  private static final Set<String> MODIFIERS =
      Set.of(
          "or",
          "replace",
          "unique",
          "materialized",
          "recursive",
          "trusted",
          "temp",
          "temporary",
          "unlogged");

  private PostgresParser() {}

  /// Splits a query string into its statements, without parsing them. Statements with nothing in
  /// them are dropped.
  public static List<StatementText> split(String script) {
    List<StatementText> statements = new ArrayList<>();
    for (SourceText.Piece piece : SourceText.split(script)) {
      statements.add(piece.statement());
    }
    return statements;
  }

  /// Parses every statement of a query string. Errors carry their position in it.
  public static List<ParsedStatement> parse(String script) {
    List<ParsedStatement> statements = new ArrayList<>();
    for (SourceText.Piece piece : SourceText.split(script)) {
      statements.add(parse(piece, 0));
    }
    return statements;
  }

  /// Parses one statement that [#split] gave. Errors carry their position in its query string.
  public static ParsedStatement parse(StatementText statement) {
    List<SourceText.Piece> pieces = SourceText.split(statement.sql());
    if (pieces.size() != 1) {
      throw new StatementException(
          SqlState.SYNTAX_ERROR, "cannot insert multiple commands into a prepared statement");
    }
    return parse(pieces.getFirst(), statement.offset());
  }

  /// Parses an expression that stands alone, such as a column's default.
  public static SqlNode parseExpression(String text) {
    ParsedStatement select = parse(StatementText.of("SELECT " + text));
    return ((org.apache.calcite.sql.SqlSelect) select.node()).getSelectList().getFirst();
  }

  private static ParsedStatement parse(SourceText.Piece piece, int base) {
    StatementText statement = piece.statement();
    int offset = base + statement.offset();
    try {
      return new ParsedStatement(statement.sql(), offset, parseClean(piece.clean()));
    } catch (SqlException e) {
      throw positioned(e, statement.sql(), offset);
    }
  }

  /// Turns a position in characters of the statement into one in code points of the query string.
  /// What stands before the statement is counted in characters.
  private static SqlException positioned(SqlException error, String sql, int offset) {
    if (error.position() == 0) {
      return error;
    }
    int index = Math.min(error.position() - 1, sql.length());
    return error.position(offset + sql.codePointCount(0, index) + 1);
  }

  private static SqlNode parseClean(String sql) {
    GeneratedParser parser =
        (GeneratedParser) GeneratedParser.FACTORY.getParser(new SourceStringReader(sql));
    parser.switchTo(SqlAbstractParserImpl.LexicalState.DQID);
    parser.setTabSize(1);
    parser.setUnquotedCasing(Casing.TO_LOWER);
    parser.setQuotedCasing(Casing.UNCHANGED);
    parser.setIdentifierMaxLength(IDENTIFIER_LENGTH_MAX);
    parser.setConformance(PostgresConformance.INSTANCE);
    try {
      return parser.parseSqlStmtEof();
    } catch (SqlException e) {
      throw e;
    } catch (ParseException e) {
      throw syntaxError(e, sql);
    } catch (CalciteContextException e) {
      throw contextError(e, sql);
    } catch (TokenMgrError e) {
      throw lexicalError(parser, sql);
    } catch (StackOverflowError e) {
      throw new StatementException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
    } catch (Exception e) {
      throw new IllegalStateException("the parser failed on a statement", e);
    }
  }

  private static SqlException syntaxError(ParseException error, String sql) {
    if (error.currentToken == null) {
      return new StatementException(SqlState.SYNTAX_ERROR, "syntax error");
    }
    Token token = error.currentToken.next;
    return token.kind == GeneratedParserConstants.EOF
        ? syntaxErrorAt(sql.length(), "", sql)
        : syntaxErrorAt(token.beginColumn - 1, token.image, sql);
  }

  /// @param at the offset of the token that no rule takes
  private static SqlException syntaxErrorAt(int at, String token, String sql) {
    String statement = statementName(sql);
    if (UNSUPPORTED.contains(statement.split(" ", 2)[0]) && !statement.endsWith(" table")) {
      return new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, statement.toUpperCase(Locale.ROOT) + " is not supported");
    }
    String message =
        token.isEmpty()
            ? "syntax error at end of input"
            : "syntax error at or near \"" + SourceText.restoreLines(token) + "\"";
    return new StatementException(SqlState.SYNTAX_ERROR, message).position(at + 1);
  }

  /// What the statement is called, lower case: `create index`, `grant`.
  private static String statementName(String sql) {
    String[] words = sql.toLowerCase(Locale.ROOT).split("[^a-z_]+", 5);
    return switch (words[0]) {
      case "create", "alter", "drop", "refresh", "import" -> {
        int kind = 1;
        while (kind < words.length - 1 && MODIFIERS.contains(words[kind])) {
          kind++;
        }
        yield kind < words.length ? words[0] + " " + words[kind] : words[0];
      }
      default -> words[0];
    };
  }

  private static SqlException contextError(CalciteContextException error, String sql) {
    int at = Math.max(error.getPosColumn() - 1, 0);
    int end = at + 1;
    while (end < sql.length() && Character.isLetterOrDigit(sql.charAt(end))) {
      end++;
    }
    return syntaxErrorAt(at, sql.substring(at, Math.min(end, sql.length())), sql);
  }

  private static SqlException lexicalError(GeneratedParser parser, String sql) {
    Token last = parser.token;
    int column = last == null ? 1 : last.endColumn + 1;
    while (column <= sql.length() && sql.charAt(column - 1) == ' ') {
      column++;
    }
    String rest = column <= sql.length() ? sql.substring(column - 1, column) : "";
    return new StatementException(SqlState.SYNTAX_ERROR, "syntax error at or near \"" + rest + "\"")
        .position(column);
  }
}
