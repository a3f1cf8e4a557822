package org.ordinaldb.sql.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.StatementText;

/// A query string cut into statements by PostgreSQL's lexical rules, and made fit for JavaCC: what it
/// cannot read (nested comments, dollar quotes, lines) is replaced character for character, so that
/// every position stays what it was.
final class SourceText {
  /// Stands for a line feed and a carriage return within quotes while a statement is parsed.
  private static final char LINE_FEED = '\uE00A';

  private static final char CARRIAGE_RETURN = '\uE00D';

  private final String text;
  private static final String QUALIFIED_UNNEST = "pg_catalog.unnest(";

  /// psql asks so for the triggers of a table with foreign keys. The grammar knows no ORDINALITY there,
  /// and there are no triggers: what is asked does not matter, as long as it can be read.
  private static final String TRIGGER_ANCESTORS =
      "pg_catalog.pg_partition_ancestors(t.tgrelid) WITH ORDINALITY";

  private static final String NO_ANCESTORS = "pg_catalog.pg_trigger";

  private final StringBuilder clean;
  private int at;

  private SourceText(String text) {
    this.text = text;
    this.clean = new StringBuilder(text);
  }

  /// A statement's text and what of it the generated parser reads.
  record Piece(StatementText statement, String clean) {}

  /// The statements of a script; those with no token in them are dropped.
  static List<Piece> split(String script) {
    return new SourceText(script).split();
  }

  /// Gives a quoted text its line ends back.
  static String restoreLines(String text) {
    return text.indexOf(LINE_FEED) < 0 && text.indexOf(CARRIAGE_RETURN) < 0
        ? text
        : text.replace(LINE_FEED, '\n').replace(CARRIAGE_RETURN, '\r');
  }

  private List<Piece> split() {
    List<Piece> pieces = new ArrayList<>();
    int begin = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ';') {
        addPiece(pieces, begin, at);
        begin = ++at;
      } else {
        skipToken();
      }
    }
    addPiece(pieces, begin, text.length());
    return pieces;
  }

  private void addPiece(List<Piece> pieces, int begin, int end) {
    int first = begin;
    int last = end;
    while (first < last && clean.charAt(first) == ' ') {
      first++;
    }
    while (last > first && clean.charAt(last - 1) == ' ') {
      last--;
    }
    if (first < last) {
      pieces.add(
          new Piece(
              new StatementText(text.substring(first, last), first), clean.substring(first, last)));
    }
  }

  private void skipToken() {
    char c = text.charAt(at);
    if (Character.isWhitespace(c)) {
      clean.setCharAt(at++, ' ');
    } else if (text.startsWith("--", at)) {
      blankLineComment();
    } else if (text.startsWith("/*", at)) {
      blankBlockComment();
    } else if (c == '\'') {
      skipQuoted('\'', isEscapeString());
    } else if (c == '"') {
      skipQuoted('"', false);
    } else if (c == '$') {
      skipDollar();
    } else if (isIdentifierPart(c)) {
      skipWord();
    } else {
      at++;
    }
  }

  private void skipWord() {
    int begin = at;
    while (at < text.length() && isIdentifierPart(text.charAt(at))) {
      at++;
    }
    if (text.startsWith(TRIGGER_ANCESTORS, begin)) {
      String blanks = " ".repeat(TRIGGER_ANCESTORS.length() - NO_ANCESTORS.length());
      clean.replace(begin, begin + TRIGGER_ANCESTORS.length(), NO_ANCESTORS + blanks);
    }
    // To the grammar UNNEST is a keyword, which takes no schema.
    if (text.regionMatches(true, begin, QUALIFIED_UNNEST, 0, QUALIFIED_UNNEST.length())) {
      for (int i = begin; i <= at; i++) {
        clean.setCharAt(i, ' ');
      }
    }
  }

  private static boolean isIdentifierPart(char c) {
    return c == '_'
        || c >= '0' && c <= '9'
        || (c | 32) >= 'a' && (c | 32) <= 'z'
        || c > 127
        || c == '$';
  }

  private void blankLineComment() {
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      clean.setCharAt(at++, ' ');
    }
  }

  private void blankBlockComment() {
    int begin = at;
    int depth = 0;
    do {
      if (text.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (text.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else if (at < text.length()) {
        at++;
      } else {
        throw unterminated("/* comment", begin);
      }
    } while (depth > 0);
    for (int i = begin; i < at; i++) {
      clean.setCharAt(i, ' ');
    }
  }

  /// Whether the quote at the present position belongs to an E'...' string.
  private boolean isEscapeString() {
    return at > 0
        && (text.charAt(at - 1) | 32) == 'e'
        && (at == 1 || !isIdentifierPart(text.charAt(at - 2)));
  }

  private void skipQuoted(char quote, boolean backslashes) {
    int begin = at++;
    while (true) {
      if (at >= text.length()) {
        throw unterminated(quote == '"' ? "quoted identifier" : "quoted string", begin);
      }
      char c = text.charAt(at);
      if (c == '\\' && backslashes) {
        at += 2;
      } else if (c == quote) {
        at++;
        if (at >= text.length() || text.charAt(at) != quote) {
          return;
        }
        at++;
      } else {
        keepLine(at++, c);
      }
    }
  }

  private void keepLine(int index, char c) {
    if (c == '\n') {
      clean.setCharAt(index, LINE_FEED);
    } else if (c == '\r') {
      clean.setCharAt(index, CARRIAGE_RETURN);
    }
  }

  /// A parameter (`$1`), or a dollar quote, which becomes a plain quoted string in the same room when
  /// its own quotes, doubled, fit there.
  private void skipDollar() {
    int begin = at;
    int tagEnd = at + 1;
    while (tagEnd < text.length()
        && text.charAt(tagEnd) != '$'
        && isIdentifierPart(text.charAt(tagEnd))) {
      tagEnd++;
    }
    boolean opensQuote =
        tagEnd < text.length()
            && text.charAt(tagEnd) == '$'
            && (tagEnd == at + 1 || !Character.isDigit(text.charAt(at + 1)));
    if (!opensQuote) {
      at = tagEnd;
      return;
    }
    String tag = text.substring(at, tagEnd + 1);
    int end = text.indexOf(tag, tagEnd + 1);
    if (end < 0) {
      throw unterminated("dollar-quoted string", begin);
    }
    String body = text.substring(tagEnd + 1, end);
    at = end + tag.length();
    String quoted = "'" + body.replace("'", "''") + "'";
    if (quoted.length() > at - begin) {
      throw new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "a dollar-quoted string with that many quotes in it is not supported")
          .position(begin + 1);
    }
    quoted = quoted.replace('\n', LINE_FEED).replace('\r', CARRIAGE_RETURN);
    clean.replace(begin, at, quoted + " ".repeat(at - begin - quoted.length()));
  }

  private StatementException unterminated(String what, int begin) {
    StatementException error =
        new StatementException(
            SqlState.SYNTAX_ERROR,
            "unterminated "
                + what.toLowerCase(Locale.ROOT)
                + " at or near \""
                + text.substring(begin)
                + "\"");
    error.position(text.codePointCount(0, begin) + 1);
    return error;
  }
}
