package org.ordinaldb.beans.query;

/// A statement's text with every `?` outside literals, quoted names and comments numbered: the first
/// becomes `$1`, and so on. Remembers how positions moved, so that errors point into what the caller
/// wrote.
final class Placeholders {
  private final String source;
  private final StringBuilder numbered = new StringBuilder();
  private final StringBuilder widths = new StringBuilder();
  private int count;

  private Placeholders(String source) {
    this.source = source;
  }

  static Placeholders number(String sql) {
    Placeholders placeholders = new Placeholders(sql);
    placeholders.scan();
    return placeholders;
  }

  /// The text with `$n` for `?`.
  String sql() {
    return numbered.toString();
  }

  /// The one-based position in the caller's text of a one-based position in [#sql()].
  int originalPosition(int position) {
    int numberedEnd = 0;
    for (int i = 0; i < widths.length(); i++) {
      numberedEnd += widths.charAt(i);
      if (position <= numberedEnd) {
        return i + 1;
      }
    }
    return position - numbered.length() + source.length();
  }

  private void scan() {
    int i = 0;
    while (i < source.length()) {
      int end = endOfOpaque(i);
      if (end > i) {
        copy(i, end);
        i = end;
      } else if (source.charAt(i) == '?') {
        String parameter = "$" + ++count;
        numbered.append(parameter);
        widths.append((char) parameter.length());
        i++;
      } else {
        copy(i, i + 1);
        i++;
      }
    }
  }

  private void copy(int from, int to) {
    numbered.append(source, from, to);
    widths.append("\u0001".repeat(to - from));
  }

  /// Where the literal, quoted name or comment that begins at `start` ends; `start` when none does.
  private int endOfOpaque(int start) {
    char c = source.charAt(start);
    return switch (c) {
      case '\'' -> endOfQuoted(start, c, isEscapeString(start));
      case '"' -> endOfQuoted(start, c, false);
      case '-' -> source.startsWith("--", start) ? endAt(source.indexOf('\n', start), 0) : start;
      case '/' -> source.startsWith("/*", start) ? endOfBlockComment(start) : start;
      case '$' -> endOfDollarQuoted(start);
      default -> start;
    };
  }

  private boolean isEscapeString(int quote) {
    if (quote == 0 || Character.toLowerCase(source.charAt(quote - 1)) != 'e') {
      return false;
    }
    return quote == 1 || !Character.isJavaIdentifierPart(source.charAt(quote - 2));
  }

  private int endOfQuoted(int start, char quote, boolean backslashEscapes) {
    int i = start + 1;
    while (i < source.length()) {
      char c = source.charAt(i);
      if (c == '\\' && backslashEscapes) {
        i++;
      } else if (c == quote) {
        return i + 1;
      }
      i++;
    }
    return source.length();
  }

  private int endOfBlockComment(int start) {
    int depth = 0;
    int i = start;
    while (i < source.length()) {
      if (source.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (source.startsWith("*/", i)) {
        i += 2;
        if (--depth == 0) {
          return i;
        }
      } else {
        i++;
      }
    }
    return source.length();
  }

  private int endOfDollarQuoted(int start) {
    int i = start + 1;
    while (i < source.length()
        && Character.isJavaIdentifierPart(source.charAt(i))
        && source.charAt(i) != '$') {
      i++;
    }
    boolean isTag = i < source.length() && source.charAt(i) == '$';
    if (!isTag || (i > start + 1 && Character.isDigit(source.charAt(start + 1)))) {
      return start;
    }
    String tag = source.substring(start, i + 1);
    return endAt(source.indexOf(tag, i + 1), tag.length());
  }

  private int endAt(int found, int length) {
    return found < 0 ? source.length() : found + length;
  }
}
