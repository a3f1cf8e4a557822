package org.ordinaldb.sql.parser;

import org.apache.calcite.sql.parser.SqlParserPos;

/// The grammar's questions about the tokens ahead, where a fixed number of token kinds cannot tell.
final class Lookahead {
  private Lookahead() {}

  static SqlParserPos position(Token token) {
    return new SqlParserPos(token.beginLine, token.beginColumn, token.endLine, token.endColumn);
  }

  static boolean isWord(Token token, String word) {
    return token.image.equalsIgnoreCase(word);
  }

  /// Whether NOT VALID comes next, and not NOT NULL or NOT DEFERRABLE.
  static boolean isNotValid(Token next, Token afterNext) {
    return next.kind == GeneratedParserConstants.NOT && isWord(afterNext, "valid");
  }

  static boolean isIntervalField(Token token) {
    return switch (token.kind) {
      case GeneratedParserConstants.YEAR,
          GeneratedParserConstants.MONTH,
          GeneratedParserConstants.DAY,
          GeneratedParserConstants.HOUR,
          GeneratedParserConstants.MINUTE,
          GeneratedParserConstants.SECOND ->
          true;
      default -> false;
    };
  }

  static boolean startsConstraint(Token token) {
    return switch (token.kind) {
      case GeneratedParserConstants.CONSTRAINT,
          GeneratedParserConstants.PRIMARY,
          GeneratedParserConstants.UNIQUE,
          GeneratedParserConstants.CHECK,
          GeneratedParserConstants.FOREIGN ->
          true;
      default -> false;
    };
  }

  static boolean startsQuery(Token token) {
    return switch (token.kind) {
      case GeneratedParserConstants.SELECT,
          GeneratedParserConstants.WITH,
          GeneratedParserConstants.VALUES,
          GeneratedParserConstants.TABLE,
          GeneratedParserConstants.LPAREN ->
          true;
      default -> false;
    };
  }

  /// Whether FETCH goes on with a token of that kind, FORWARD before it or not.
  static boolean fetches(Token next, Token afterNext, int kind) {
    return next.kind == kind || isWord(next, "forward") && afterNext.kind == kind;
  }
}
