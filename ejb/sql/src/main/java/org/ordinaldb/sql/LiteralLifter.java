package org.ordinaldb.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Turns a statement's literals into parameters, so that statements that differ in their values only
/// share one plan: `... WHERE id = 5` and `... WHERE id = 7` both become `... WHERE id = $1`.
///
/// Lifts where a parameter means the same as the literal: whole numbers after a comparison, `+`, `-`,
/// BETWEEN and its AND, LIMIT and OFFSET; strings after a comparison; both within VALUES. Everything
/// else stays text (select lists, GROUP BY, LIKE patterns, IN lists, typed literals and casts).
final class LiteralLifter {
  private static final int LITERALS_MAX = 100;
  private static final int SQL_LENGTH_MAX = 10_000;

  /// A literal that was lifted, in its text form without quotes.
  ///
  /// @param begin the index of its first character in the statement
  record Literal(SqlType type, String text, int begin) {}

  /// @param original the statement as it was
  /// @param sql the statement with `$n` in the literals' places
  record Lifted(String original, String sql, List<Literal> literals) {
    List<SqlType> types() {
      return literals.stream().map(Literal::type).toList();
    }

    /// The literals as one row in the types that the analysis settled on. An error has the
    /// literal's position.
    ///
    /// @param offset where the statement begins in its query string
    ColumnBatch parameters(List<SqlType> types, FormatSettings settings, int offset) {
      Vector[] columns = new Vector[literals.size()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = read(literals.get(i), types.get(i), settings, offset);
      }
      return new ColumnBatch(1, columns);
    }

    private Vector read(Literal literal, SqlType type, FormatSettings settings, int offset) {
      VectorBuilder builder = VectorBuilder.of(type, 1);
      try {
        TextCodec.of(type).parse(literal.text(), builder, settings);
      } catch (SqlException e) {
        throw e.position(offset + original.codePointCount(0, literal.begin()) + 1);
      }
      return builder.build();
    }
  }

  /// What the last token was, as far as it decides about the next one.
  private enum Before {
    OTHER,
    COMPARISON,
    SIGN,
    BETWEEN,
    /// LIMIT or OFFSET.
    ROW_COUNT,
    /// An opening parenthesis or a comma.
    OPENING
  }

  private final String sql;
  private final StringBuilder out;
  private final List<Literal> literals = new ArrayList<>();
  private Before before = Before.OTHER;
  private boolean inValues;

  /// Between ON CONFLICT and DO, where literals are a part of an index.
  private boolean inTarget;

  private boolean refused;
  private int copied;
  private int at;

  private LiteralLifter(String sql) {
    this.sql = sql;
    this.out = new StringBuilder(sql.length() + 16);
  }

  /// The statement with its literals lifted, or null when there is nothing to lift or it has
  /// parameters of its own.
  static @Nullable Lifted lift(String sql) {
    if (sql.length() > SQL_LENGTH_MAX || !startsAsDml(sql)) {
      return null;
    }
    return new LiteralLifter(sql).lift();
  }

  private static boolean startsAsDml(String sql) {
    return sql.regionMatches(true, 0, "select", 0, 6)
        || sql.regionMatches(true, 0, "insert", 0, 6)
        || sql.regionMatches(true, 0, "update", 0, 6)
        || sql.regionMatches(true, 0, "delete", 0, 6);
  }

  private @Nullable Lifted lift() {
    while (at < sql.length() && !refused) {
      token();
    }
    if (refused || literals.isEmpty() || literals.size() > LITERALS_MAX) {
      return null;
    }
    out.append(sql, copied, sql.length());
    return new Lifted(sql, out.toString(), List.copyOf(literals));
  }

  private void token() {
    char c = sql.charAt(at);
    if (c <= ' ') {
      at++;
    } else if (c == '\'') {
      string();
    } else if (c >= '0' && c <= '9') {
      number();
    } else if (isWordStart(c)) {
      word();
    } else if (c == '(' || c == ',') {
      at++;
      before = Before.OPENING;
    } else if (isOperator(c)) {
      operator();
    } else if (c == '"') {
      int end = sql.indexOf('"', at + 1);
      refused |= end < 0;
      at = end + 1;
      before = Before.OTHER;
    } else {
      refused |= c == '$';
      at++;
      before = Before.OTHER;
    }
  }

  private void word() {
    int begin = at;
    while (at < sql.length() && isWordPart(sql.charAt(at))) {
      at++;
    }
    if (at < sql.length() && sql.charAt(at) == '\'' && at - begin <= 2) {
      // A prefixed string: E'...', B'...', X'...', U&'...'.
      refused = true;
      return;
    }
    before = Before.OTHER;
    switch (at - begin) {
      case 2 -> inTarget &= !isWord(begin, "do");
      case 3 -> {
        if (isWord(begin, "and")) {
          before = Before.BETWEEN;
        }
      }
      case 5 -> {
        if (isWord(begin, "limit")) {
          before = Before.ROW_COUNT;
        }
      }
      case 6 -> {
        if (isWord(begin, "offset")) {
          before = Before.ROW_COUNT;
        } else if (isWord(begin, "values")) {
          inValues = true;
        } else if (isWord(begin, "select")) {
          inValues = false;
        }
      }
      case 7 -> {
        if (isWord(begin, "between")) {
          before = Before.BETWEEN;
        }
      }
      case 8 -> {
        inTarget |= isWord(begin, "conflict");
        inValues &= !inTarget;
      }
      case 9 -> inValues &= !isWord(begin, "returning");
      default -> {}
    }
  }

  private boolean isWord(int begin, String word) {
    return sql.regionMatches(true, begin, word, 0, word.length());
  }

  private void operator() {
    int begin = at;
    while (at < sql.length() && isOperator(sql.charAt(at))) {
      at++;
    }
    String operator = sql.substring(begin, at);
    int comment = Math.max(operator.indexOf("--"), operator.indexOf("/*"));
    if (comment >= 0) {
      refused = true;
      return;
    }
    before =
        switch (operator) {
          case "=", "<", ">", "<=", ">=", "<>", "!=" -> Before.COMPARISON;
          case "+", "-" -> Before.SIGN;
          default -> Before.OTHER;
        };
  }

  private void number() {
    int begin = at;
    while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
      at++;
    }
    boolean whole = true;
    while (at < sql.length() && (isWordPart(sql.charAt(at)) || sql.charAt(at) == '.')) {
      at++;
      whole = false;
    }
    boolean isRowCount = before == Before.ROW_COUNT;
    boolean lifts =
        whole
            && !inTarget
            && switch (before) {
              case COMPARISON, SIGN, BETWEEN, ROW_COUNT -> true;
              case OPENING -> inValues;
              case OTHER -> false;
            };
    before = Before.OTHER;
    if (lifts && at - begin <= 18 && !isFollowedByCast()) {
      String digits = sql.substring(begin, at);
      boolean small = !isRowCount && Long.parseLong(digits) <= Integer.MAX_VALUE;
      replace(begin, new Literal(small ? SqlType.INT4 : SqlType.INT8, digits, begin));
    }
  }

  private void string() {
    int begin = at++;
    boolean doubled = false;
    while (true) {
      int quote = sql.indexOf('\'', at);
      if (quote < 0) {
        refused = true;
        return;
      }
      at = quote + 1;
      if (at >= sql.length() || sql.charAt(at) != '\'') {
        break;
      }
      doubled = true;
      at++;
    }
    boolean lifts =
        !inTarget && (before == Before.COMPARISON || (before == Before.OPENING && inValues));
    before = Before.OTHER;
    if (lifts && !isFollowedByCast() && !isContinued()) {
      String text = sql.substring(begin + 1, at - 1);
      replace(begin, new Literal(SqlType.UNKNOWN, doubled ? text.replace("''", "'") : text, begin));
    }
  }

  private void replace(int begin, Literal literal) {
    literals.add(literal);
    out.append(sql, copied, begin).append('$').append(literals.size());
    copied = at;
  }

  private boolean isFollowedByCast() {
    int next = skipBlanks(at);
    return next < sql.length() && sql.charAt(next) == ':';
  }

  /// `'a' 'b'` over two lines is one string.
  private boolean isContinued() {
    int next = skipBlanks(at);
    return next < sql.length() && sql.charAt(next) == '\'';
  }

  private int skipBlanks(int from) {
    int next = from;
    while (next < sql.length() && sql.charAt(next) <= ' ') {
      next++;
    }
    return next;
  }

  private static boolean isWordStart(char c) {
    return c == '_' || (c | 32) >= 'a' && (c | 32) <= 'z' || c > 127;
  }

  private static boolean isWordPart(char c) {
    return isWordStart(c) || c >= '0' && c <= '9' || c == '$';
  }

  private static boolean isOperator(char c) {
    return "+-*/<>=~!@#%^&|`?".indexOf(c) >= 0;
  }
}
