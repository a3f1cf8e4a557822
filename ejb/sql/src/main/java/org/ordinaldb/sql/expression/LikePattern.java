package org.ordinaldb.sql.expression;

import java.util.Arrays;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.type.ByteSink;

/// Compiles LIKE patterns to tests of UTF-8 bytes: equality, prefix, suffix and contained text where
/// the pattern is one of those, else a walk that backtracks to the last `%` only.
public final class LikePattern {
  private static final int ANY_STRING = -1;
  private static final int ANY_CHARACTER = -2;

  private LikePattern() {}

  /// @param escape the escape character's UTF-8 bytes, or none
  public static BytesPredicate compile(byte[] pattern, byte[] escape) {
    int[] tokens = tokens(pattern, escape);
    int inner = 0;
    for (int i = 1; i < tokens.length - 1; i++) {
      inner += tokens[i] < 0 ? 1 : 0;
    }
    boolean opens = tokens.length > 0 && tokens[0] < 0;
    boolean closes = tokens.length > 1 && tokens[tokens.length - 1] < 0;
    boolean anyCharacter = Arrays.stream(tokens).anyMatch(token -> token == ANY_CHARACTER);
    if (inner > 0 || anyCharacter) {
      return (data, start, end) -> matches(tokens, data, start, end);
    }
    byte[] text = literal(tokens);
    if (opens && (closes || tokens.length == 1)) {
      return text.length == 0
          ? (data, start, end) -> true
          : (data, start, end) -> indexOf(data, start, end, text) >= 0;
    }
    if (opens) {
      return (data, start, end) ->
          end - start >= text.length
              && Arrays.equals(data, end - text.length, end, text, 0, text.length);
    }
    if (closes) {
      return (data, start, end) ->
          end - start >= text.length
              && Arrays.equals(data, start, start + text.length, text, 0, text.length);
    }
    return (data, start, end) ->
        end - start == text.length && Arrays.equals(data, start, end, text, 0, text.length);
  }

  /// What every text begins with that matches the pattern; the escape character is the backslash.
  public static byte[] literalPrefix(byte[] pattern) {
    ByteSink prefix = new ByteSink(pattern.length);
    for (int at = 0; at < pattern.length; at++) {
      if (pattern[at] == '%' || pattern[at] == '_') {
        break;
      }
      if (pattern[at] == '\\' && ++at == pattern.length) {
        break;
      }
      prefix.putByte(pattern[at]);
    }
    return prefix.toByteArray();
  }

  /// Where `text` first stands in `data[start .. end)`, or -1.
  public static int indexOf(byte[] data, int start, int end, byte[] text) {
    if (text.length == 0) {
      return start;
    }
    byte first = text[0];
    int last = end - text.length;
    for (int at = start; at <= last; at++) {
      if (data[at] == first
          && Arrays.equals(data, at + 1, at + text.length, text, 1, text.length)) {
        return at;
      }
    }
    return -1;
  }

  /// The pattern as bytes (0 to 255) and wildcards (negative); runs of `%` become one.
  private static int[] tokens(byte[] pattern, byte[] escape) {
    int[] tokens = new int[pattern.length];
    int count = 0;
    int at = 0;
    while (at < pattern.length) {
      if (escape.length > 0 && startsWith(pattern, at, escape)) {
        at += escape.length;
        if (at == pattern.length) {
          throw new StatementException(
              SqlState.INVALID_ESCAPE_SEQUENCE, "LIKE pattern must not end with escape character");
        }
        tokens[count++] = pattern[at++] & 0xff;
      } else if (pattern[at] == '%') {
        if (count == 0 || tokens[count - 1] != ANY_STRING) {
          tokens[count++] = ANY_STRING;
        }
        at++;
      } else {
        tokens[count++] = pattern[at] == '_' ? ANY_CHARACTER : pattern[at] & 0xff;
        at++;
      }
    }
    return Arrays.copyOf(tokens, count);
  }

  private static boolean startsWith(byte[] data, int at, byte[] text) {
    return data.length - at >= text.length
        && Arrays.equals(data, at, at + text.length, text, 0, text.length);
  }

  private static byte[] literal(int[] tokens) {
    ByteSink sink = new ByteSink(tokens.length);
    for (int token : tokens) {
      if (token >= 0) {
        sink.putByte((byte) token);
      }
    }
    return sink.toByteArray();
  }

  private static boolean matches(int[] tokens, byte[] data, int start, int end) {
    int at = start;
    int token = 0;
    int starToken = -1;
    int starAt = 0;
    while (true) {
      if (token < tokens.length && tokens[token] == ANY_STRING) {
        starToken = ++token;
        starAt = at;
        continue;
      }
      if (at == end && token == tokens.length) {
        return true;
      }
      int width =
          at < end && token < tokens.length ? widthOfMatch(tokens[token], data, at, end) : 0;
      if (width > 0) {
        at += width;
        token++;
      } else if (starToken >= 0 && starAt < end) {
        starAt += characterWidth(data, starAt, end);
        at = starAt;
        token = starToken;
      } else {
        return false;
      }
    }
  }

  private static int widthOfMatch(int token, byte[] data, int at, int end) {
    if (token == ANY_CHARACTER) {
      return characterWidth(data, at, end);
    }
    return (data[at] & 0xff) == token ? 1 : 0;
  }

  private static int characterWidth(byte[] data, int at, int end) {
    int next = at + 1;
    while (next < end && (data[next] & 0xc0) == 0x80) {
      next++;
    }
    return next - at;
  }
}
