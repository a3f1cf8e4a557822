package org.ordinaldb.sql.system;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's text form of one-dimensional arrays: `{a,"b c",NULL}`.
final class ArrayText {
  private ArrayText() {}

  /// The elements, null for NULL; text that is no array counts as one without elements.
  static List<@Nullable String> elements(String text) {
    List<@Nullable String> elements = new ArrayList<>();
    if (text.length() < 2 || text.charAt(0) != '{' || text.equals("{}")) {
      return elements;
    }
    StringBuilder element = new StringBuilder();
    boolean quoted = false;
    boolean wasQuoted = false;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        element.append(text.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
        wasQuoted = true;
      } else if (!quoted && (c == ',' || c == '}')) {
        String value = element.toString();
        elements.add(!wasQuoted && value.equals("NULL") ? null : value);
        element.setLength(0);
        wasQuoted = false;
      } else {
        element.append(c);
      }
    }
    return elements;
  }

  /// An array of those elements.
  static String of(List<String> elements) {
    StringJoiner array = new StringJoiner(",", "{", "}");
    elements.forEach(element -> array.add(quoted(element)));
    return array.toString();
  }

  private static String quoted(String element) {
    boolean plain =
        !element.isEmpty()
            && !element.equalsIgnoreCase("null")
            && element
                .chars()
                .noneMatch(c -> "{},\"\\".indexOf(c) >= 0 || Character.isWhitespace(c));
    return plain ? element : '"' + element.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
