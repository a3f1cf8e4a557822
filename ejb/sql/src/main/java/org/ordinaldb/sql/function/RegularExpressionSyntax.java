package org.ordinaldb.sql.function;

import java.util.regex.Pattern;

/// Writes PostgreSQL's advanced regular expressions as Java's.
final class RegularExpressionSyntax {
  private RegularExpressionSyntax() {}

  static String translate(String pattern) {
    String body = pattern;
    if (body.startsWith("***=")) {
      return Pattern.quote(body.substring(4));
    }
    if (body.startsWith("***:")) {
      body = body.substring(4);
    }
    StringBuilder out = new StringBuilder(body.length() + 8);
    int at = 0;
    while (at < body.length()) {
      char c = body.charAt(at);
      if (c == '\\' && at + 1 < body.length()) {
        escape(body.charAt(at + 1), out);
        at += 2;
      } else if (c == '[') {
        at = bracket(body, at, out);
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case 'm', 'M', 'y' -> out.append("\\b");
      case 'Y' -> out.append("\\B");
      case 'Z' -> out.append("\\z");
      default -> out.append('\\').append(c);
    }
  }

  /// Copies a bracket expression and gives where it ends. In it a backslash escapes as outside, `[`
  /// is itself, and `&&` has no meaning.
  private static int bracket(String body, int start, StringBuilder out) {
    out.append('[');
    int at = start + 1;
    if (at < body.length() && body.charAt(at) == '^') {
      out.append('^');
      at++;
    }
    boolean first = true;
    while (at < body.length() && (first || body.charAt(at) != ']')) {
      char c = body.charAt(at);
      int end = c == '[' ? body.indexOf(":]", at) : -1;
      if (end > 0 && body.startsWith("[:", at)) {
        out.append(characterClass(body.substring(at + 2, end)));
        at = end + 2;
      } else if (c == '\\' && at + 1 < body.length()) {
        out.append(c).append(body.charAt(at + 1));
        at += 2;
      } else {
        if (c == '[' || c == '&' || c == '^' || (c == ']' && first)) {
          out.append('\\');
        }
        out.append(c);
        at++;
      }
      first = false;
    }
    out.append(']');
    return at + 1;
  }

  private static String characterClass(String name) {
    return switch (name) {
      case "alpha" -> "\\p{IsAlphabetic}";
      case "digit" -> "\\p{IsDigit}";
      case "alnum" -> "\\p{IsAlphabetic}\\p{IsDigit}";
      case "upper" -> "\\p{IsUppercase}";
      case "lower" -> "\\p{IsLowercase}";
      case "space" -> "\\s";
      case "blank" -> " \\t";
      case "punct" -> "\\p{Punct}";
      case "xdigit" -> "0-9A-Fa-f";
      case "cntrl" -> "\\p{Cntrl}";
      case "print" -> "\\p{Print}";
      case "graph" -> "\\p{Graph}";
      case "word" -> "\\w";
      default -> "[:" + name + ":]";
    };
  }
}
