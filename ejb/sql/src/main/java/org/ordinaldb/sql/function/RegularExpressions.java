package org.ordinaldb.sql.function;

import static org.ordinaldb.sql.function.Overload.row;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.RowArguments;
import org.ordinaldb.sql.expression.RowCall;
import org.ordinaldb.sql.expression.RowWriter;
import org.ordinaldb.type.SqlType;

/// PostgreSQL's regular expressions on Java's engine. The dialects agree on what is commonly written;
/// what they write differently is translated: bracket classes, word boundaries, options.
final class RegularExpressions {
  private static final SqlType TEXT = SqlType.TEXT;
  private static final SqlType INT4 = SqlType.INT4;
  private static final int CACHE_ENTRIES_MAX = 256;

  private static final ConcurrentHashMap<Key, Pattern> CACHE = new ConcurrentHashMap<>();

  private record Key(String pattern, int flags) {}

  private RegularExpressions() {}

  static List<SqlOperator> all() {
    List<SqlOperator> operators = new ArrayList<>();
    operators.add(test(SqlStdOperatorTable.POSIX_REGEX_CASE_SENSITIVE, "~", false, false));
    operators.add(test(SqlStdOperatorTable.POSIX_REGEX_CASE_INSENSITIVE, "~*", true, false));
    operators.add(test(SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_SENSITIVE, "!~", false, true));
    operators.add(
        test(SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_INSENSITIVE, "!~*", true, true));
    operators.add(
        LibraryFunction.of(
            "regexp_replace",
            row(TEXT, (in, out) -> replace(in, out, ""), TEXT, TEXT, TEXT),
            row(TEXT, (in, out) -> replace(in, out, in.textAt(3)), TEXT, TEXT, TEXT, TEXT)));
    operators.add(
        LibraryFunction.of(
            "regexp_like",
            row(SqlType.BOOLEAN, (in, out) -> out.putBoolean(matches(in, "")), TEXT, TEXT),
            row(
                SqlType.BOOLEAN,
                (in, out) -> out.putBoolean(matches(in, in.textAt(2))),
                TEXT,
                TEXT,
                TEXT)));
    operators.add(
        LibraryFunction.of(
            "regexp_count", row(INT4, (in, out) -> out.putLong(count(in)), TEXT, TEXT)));
    operators.add(
        LibraryFunction.of(
            "regexp_substr",
            row(TEXT, RegularExpressions::found, TEXT, TEXT)
                .nullable(Overload.Nullability.ALWAYS)));
    return operators;
  }

  private static LibraryOperator test(
      SqlOperator parsed, String name, boolean insensitive, boolean negated) {
    return LibraryOperator.of(
        parsed.getName(),
        name,
        parsed.getKind(),
        32,
        Overload.of(
            SqlType.BOOLEAN,
            (type, in) ->
                in.get(1).isScalar()
                    ? new RegexTest(in.get(0), in.get(1), insensitive, negated)
                    : new RowCall(
                        type,
                        in,
                        RowCall.Mode.STRICT,
                        (row, out) -> {
                          Pattern pattern = compile(row.textAt(1), insensitive);
                          out.putBoolean(pattern.matcher(row.textAt(0)).find() != negated);
                        }),
            TEXT,
            TEXT));
  }

  /// The compiled pattern.
  static Pattern compile(String pattern, boolean insensitive) {
    return compile(pattern, insensitive ? insensitiveFlags() : 0);
  }

  private static int insensitiveFlags() {
    return Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
  }

  private static Pattern compile(String pattern, int flags) {
    Key key = new Key(pattern, flags);
    Pattern compiled = CACHE.get(key);
    if (compiled == null) {
      try {
        // In PostgreSQL a dot matches a line's end, and ^ and $ only the text's ends.
        compiled =
            Pattern.compile(RegularExpressionSyntax.translate(pattern), flags | Pattern.DOTALL);
      } catch (PatternSyntaxException e) {
        throw new StatementException(
            SqlState.INVALID_REGULAR_EXPRESSION,
            "invalid regular expression: " + reason(e.getDescription()));
      }
      if (CACHE.size() >= CACHE_ENTRIES_MAX) {
        CACHE.clear();
      }
      CACHE.put(key, compiled);
    }
    return compiled;
  }

  /// PostgreSQL's words for what Java's engine says.
  private static String reason(String description) {
    if (description.contains("group") || description.contains("closing ')'")) {
      return "parentheses () not balanced";
    }
    if (description.contains("character class")) {
      return "brackets [] not balanced";
    }
    if (description.contains("Dangling")) {
      return "quantifier operand invalid";
    }
    return description;
  }

  /// `substring(text, pattern)`: the first group, or the whole match when there is none.
  static void substring(RowArguments in, RowWriter out) {
    Matcher matcher = compile(in.textAt(1), 0).matcher(in.textAt(0));
    String found = matcher.find() ? matcher.group(Math.min(1, matcher.groupCount())) : null;
    if (found == null) {
      out.putNull();
    } else {
      out.putText(found);
    }
  }

  private static void found(RowArguments in, RowWriter out) {
    Matcher matcher = compile(in.textAt(1), 0).matcher(in.textAt(0));
    if (matcher.find()) {
      out.putText(matcher.group());
    } else {
      out.putNull();
    }
  }

  private static boolean matches(RowArguments in, String options) {
    return compile(in.textAt(1), flags(options)).matcher(in.textAt(0)).find();
  }

  private static int count(RowArguments in) {
    Matcher matcher = compile(in.textAt(1), 0).matcher(in.textAt(0));
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }

  private static void replace(RowArguments in, RowWriter out, String options) {
    String text = in.textAt(0);
    String replacement = in.textAt(2);
    boolean all = options.indexOf('g') >= 0;
    Matcher matcher = compile(in.textAt(1), flags(options.replace("g", ""))).matcher(text);
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (matcher.find()) {
      result.append(text, at, matcher.start());
      expand(replacement, matcher, result);
      at = matcher.end();
      if (!all) {
        break;
      }
    }
    out.putText(result.append(text, at, text.length()).toString());
  }

  /// Appends the replacement, in which `\1` is the first group, `\&` the match, `\\` a backslash.
  private static void expand(String replacement, Matcher matcher, StringBuilder result) {
    for (int i = 0; i < replacement.length(); i++) {
      char c = replacement.charAt(i);
      if (c != '\\' || i + 1 == replacement.length()) {
        result.append(c);
        continue;
      }
      char next = replacement.charAt(++i);
      if (next >= '1' && next <= '9') {
        int group = next - '0';
        String text = group <= matcher.groupCount() ? matcher.group(group) : null;
        result.append(text == null ? "" : text);
      } else if (next == '&') {
        result.append(matcher.group());
      } else if (next == '\\') {
        result.append('\\');
      } else {
        result.append(c).append(next);
      }
    }
  }

  private static int flags(String options) {
    int flags = 0;
    for (int i = 0; i < options.length(); i++) {
      switch (options.charAt(i)) {
        case 'i' -> flags |= insensitiveFlags();
        case 'c' -> flags &= ~insensitiveFlags();
        case 'n', 'm' -> flags |= Pattern.MULTILINE;
        case 'x' -> flags |= Pattern.COMMENTS;
        case 's', 't' -> flags &= ~Pattern.MULTILINE;
        default ->
            throw new StatementException(
                SqlState.INVALID_PARAMETER_VALUE,
                "invalid regular expression option: \"" + options.charAt(i) + "\"");
      }
    }
    return flags;
  }
}
