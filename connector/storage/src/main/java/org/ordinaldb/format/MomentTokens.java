package org.ordinaldb.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.ordinaldb.error.SqlException;

/// Cuts a written date or time into tokens, in lower case.
final class MomentTokens {
  /// What a token looks like.
  enum Kind {
    /// Digits; `j` in front of a Julian day.
    NUMBER,
    /// Digits with colons.
    TIME,
    /// Digits, or digits and a month's name, with `-`, `/` or `.` between them.
    DATE,
    /// A sign and digits.
    OFFSET,
    WORD
  }

  record Token(Kind kind, String text) {}

  private static final String[] MONTHS = {
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december"
  };
  private static final String[] WEEKDAYS = {
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "tues",
    "thur",
    "thurs",
    "wednes"
  };

  private final String text;
  private final Supplier<SqlException> syntax;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private MomentTokens(String text, Supplier<SqlException> syntax) {
    this.text = text.toLowerCase(Locale.ROOT);
    this.syntax = syntax;
  }

  static List<Token> cut(String text, Supplier<SqlException> syntax) {
    MomentTokens cutter = new MomentTokens(text, syntax);
    while (cutter.at < cutter.text.length()) {
      cutter.next();
    }
    return cutter.tokens;
  }

  /// 1 to 12 for a month's name, its first three letters, or `sept`; else 0.
  static int month(String word) {
    if (word.equals("sept")) {
      return 9;
    }
    return indexOfName(MONTHS, word) + 1;
  }

  static boolean isWeekday(String word) {
    return indexOfName(WEEKDAYS, word) >= 0;
  }

  private static int indexOfName(String[] names, String word) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(word) || (word.length() == 3 && names[i].startsWith(word))) {
        return i;
      }
    }
    return -1;
  }

  private void next() {
    char c = text.charAt(at);
    if (isDigit(c)) {
      startsWithDigit();
    } else if (c == '+' || c == '-') {
      startsWithSign();
    } else if (isLetter(c)) {
      startsWithLetter();
    } else if (Character.isWhitespace(c) || c == ',' || c == '(' || c == ')') {
      at++;
    } else {
      throw syntax.get();
    }
  }

  private void startsWithDigit() {
    int from = at;
    skipDigits();
    char c = peek();
    if (c == ':') {
      while (isDigit(peek()) || peek() == ':' || peek() == '.') {
        at++;
      }
      add(Kind.TIME, from);
    } else if (isDateSeparator(c) && at + 1 < text.length()) {
      dateFrom(from, c);
    } else {
      add(Kind.NUMBER, from);
    }
  }

  /// `-` after digits begins a date's next part, unless a date stands before: then it is a zone.
  private void dateFrom(int from, char separator) {
    boolean hasDate = tokens.stream().anyMatch(token -> token.kind() == Kind.DATE);
    if (hasDate) {
      add(Kind.NUMBER, from);
      return;
    }
    int separators = 0;
    while (peek() == separator && separators < 2) {
      at++;
      separators++;
      int part = at;
      while (isDigit(peek())) {
        at++;
      }
      if (at == part) {
        while (isLetter(peek())) {
          at++;
        }
      }
      if (at == part) {
        throw syntax.get();
      }
    }
    add(Kind.DATE, from);
  }

  private void startsWithSign() {
    int from = at++;
    while (peek() == ' ') {
      at++;
    }
    if (isDigit(peek())) {
      while (isDigit(peek()) || peek() == ':') {
        at++;
      }
      tokens.add(new Token(Kind.OFFSET, text.substring(from, at).replace(" ", "")));
    } else if (isLetter(peek())) {
      while (isLetter(peek())) {
        at++;
      }
      add(Kind.WORD, from);
    } else {
      throw syntax.get();
    }
  }

  private void startsWithLetter() {
    int from = at;
    while (isLetter(peek())) {
      at++;
    }
    String word = text.substring(from, at);
    if (word.equals("t") && isDigit(peek())) {
      return;
    }
    if (word.equals("j") && isDigit(peek())) {
      skipDigits();
      add(Kind.NUMBER, from);
    } else if (month(word) > 0 && (peek() == '-' || peek() == '/') && isDigitAt(at + 1)) {
      dateFrom(from, peek());
    } else {
      while (isLetter(peek()) || isDigit(peek()) || "/_+-".indexOf(peek()) >= 0) {
        at++;
      }
      add(Kind.WORD, from);
    }
  }

  private void skipDigits() {
    while (isDigit(peek())) {
      at++;
    }
  }

  private void add(Kind kind, int from) {
    tokens.add(new Token(kind, text.substring(from, at)));
  }

  /// The character at hand, or a blank past the end, which belongs to no token.
  private char peek() {
    return at < text.length() ? text.charAt(at) : ' ';
  }

  private boolean isDigitAt(int index) {
    return index < text.length() && isDigit(text.charAt(index));
  }

  private static boolean isDateSeparator(char c) {
    return c == '-' || c == '/' || c == '.';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }
}
