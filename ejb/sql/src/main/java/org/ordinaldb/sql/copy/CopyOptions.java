package org.ordinaldb.sql.copy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.parser.Utility;

/// How COPY's data looks (PostgreSQL manual, COPY).
///
/// @param nullText what stands for NULL
/// @param quote only for CSV, as `escape`
/// @param forceQuote names of columns to quote always, or null for all
/// @param forceNotNull names of columns whose value is never the null text
/// @param forceNull names of columns whose quoted value may be the null text
public record CopyOptions(
    boolean csv,
    Header header,
    byte delimiter,
    String nullText,
    byte quote,
    byte escape,
    @Nullable Set<String> forceQuote,
    Set<String> forceNotNull,
    Set<String> forceNull) {
  /// Whether there is a line of names before the data.
  public enum Header {
    NONE,
    /// On input the line is skipped.
    PRESENT,
    /// On input the line has to hold the columns' names.
    MATCH
  }

  /// Reads the options of a statement.
  public static CopyOptions of(List<Utility.Option> options, boolean from) {
    return new Reader(from).read(options);
  }

  /// Collects the options one by one; defaults depend on the format, which may come last.
  private static final class Reader {
    private final boolean from;
    private final Set<String> seen = new HashSet<>();
    private boolean csv;
    private Header header = Header.NONE;
    private @Nullable String delimiter;
    private @Nullable String nullText;
    private @Nullable String quote;
    private @Nullable String escape;
    private @Nullable Set<String> forceQuote = Set.of();
    private Set<String> forceNotNull = Set.of();
    private Set<String> forceNull = Set.of();

    Reader(boolean from) {
      this.from = from;
    }

    CopyOptions read(List<Utility.Option> options) {
      for (Utility.Option option : options) {
        if (!seen.add(option.name())) {
          throw syntax("conflicting or redundant options");
        }
        take(option);
      }
      String mark = delimiter == null ? (csv ? "," : "\t") : delimiter;
      String empty = nullText == null ? (csv ? "" : "\\N") : nullText;
      byte quoteByte = single("quote", quote == null ? "\"" : quote);
      byte escapeByte = escape == null ? quoteByte : single("escape", escape);
      check(mark, empty, quoteByte);
      return new CopyOptions(
          csv,
          header,
          single("delimiter", mark),
          empty,
          quoteByte,
          escapeByte,
          forceQuote,
          forceNotNull,
          forceNull);
    }

    private void take(Utility.Option option) {
      String value = option.value();
      switch (option.name()) {
        case "format" -> csv = isCsv(required(option));
        case "csv" -> csv = true;
        case "header" -> header = header(value);
        case "delimiter" -> delimiter = required(option);
        case "null" -> nullText = required(option);
        case "quote" -> quote = required(option);
        case "escape" -> escape = required(option);
        case "force_quote" -> forceQuote = isStar(option) ? null : names(option);
        case "force_not_null" -> forceNotNull = names(option);
        case "force_null" -> forceNull = names(option);
        case "encoding" -> checkEncoding(required(option));
        case "freeze" -> {
          // A hint to PostgreSQL's storage; rows loaded here need no later freezing.
        }
        default -> throw syntax("option \"" + option.name() + "\" not recognized");
      }
    }

    private void check(String mark, String empty, byte quoteByte) {
      if (mark.equals("\n") || mark.equals("\r")) {
        throw invalid("COPY delimiter cannot be newline or carriage return");
      }
      if (empty.indexOf('\n') >= 0 || empty.indexOf('\r') >= 0) {
        throw invalid("COPY null representation cannot use newline or carriage return");
      }
      if (!csv && (quote != null || escape != null)) {
        throw unsupported(
            "COPY " + (quote != null ? "quote" : "escape") + " available only in CSV mode");
      }
      if (!csv && mark.length() == 1 && "\\.abcdefghijklmnopqrstuvwxyz0123456789".contains(mark)) {
        throw invalid("COPY delimiter cannot be \"" + mark + "\"");
      }
      if (csv && mark.length() == 1 && mark.charAt(0) == quoteByte) {
        throw invalid("COPY delimiter and quote must be different");
      }
      if (empty.contains(mark)) {
        throw invalid("COPY delimiter must not appear in the NULL specification");
      }
      boolean forces = forceQuote == null || !forceQuote.isEmpty();
      if (forces && (!csv || from)) {
        throw unsupported(
            "COPY force quote available only " + (csv ? "using COPY TO" : "in CSV mode"));
      }
      if (!forceNotNull.isEmpty() && (!csv || !from)) {
        throw unsupported(
            "COPY force not null available only " + (csv ? "using COPY FROM" : "in CSV mode"));
      }
      if (!forceNull.isEmpty() && (!csv || !from)) {
        throw unsupported(
            "COPY force null available only " + (csv ? "using COPY FROM" : "in CSV mode"));
      }
    }

    private static boolean isCsv(String format) {
      return switch (format.toLowerCase(Locale.ROOT)) {
        case "csv" -> true;
        case "text" -> false;
        case "binary" -> throw unsupported("COPY in binary format is not supported");
        default -> throw invalid("COPY format \"" + format + "\" not recognized");
      };
    }

    private Header header(@Nullable String value) {
      if (value == null) {
        return Header.PRESENT;
      }
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "true", "on", "1" -> Header.PRESENT;
        case "false", "off", "0" -> Header.NONE;
        case "match" -> {
          if (!from) {
            throw unsupported("cannot use \"match\" with HEADER in COPY TO");
          }
          yield Header.MATCH;
        }
        default -> throw syntax("header requires a Boolean value or \"match\"");
      };
    }

    private static void checkEncoding(String encoding) {
      String plain = encoding.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
      if (!plain.equals("utf8") && !plain.equals("unicode") && !plain.equals("sqlascii")) {
        throw unsupported("COPY with encoding \"" + encoding + "\" is not supported");
      }
    }

    private static String required(Utility.Option option) {
      String value = option.value();
      if (value == null) {
        throw syntax(option.name() + " requires a parameter");
      }
      return value;
    }

    private static boolean isStar(Utility.Option option) {
      return "*".equals(option.value());
    }

    private static Set<String> names(Utility.Option option) {
      List<String> names = option.names();
      if (names == null) {
        throw invalid(
            "argument to option \"" + option.name() + "\" must be a list of column names");
      }
      return Set.copyOf(names);
    }

    private static byte single(String what, String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      if (bytes.length != 1) {
        throw unsupported("COPY " + what + " must be a single one-byte character");
      }
      return bytes[0];
    }

    private static StatementException syntax(String message) {
      return new StatementException(SqlState.SYNTAX_ERROR, message);
    }

    private static StatementException invalid(String message) {
      return new StatementException(SqlState.INVALID_PARAMETER_VALUE, message);
    }

    private static StatementException unsupported(String message) {
      return new StatementException(SqlState.FEATURE_NOT_SUPPORTED, message);
    }
  }
}
