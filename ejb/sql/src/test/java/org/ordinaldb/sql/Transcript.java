package org.ordinaldb.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A conversation in SQL and what was answered, as text: each statement, then its answer.
///
///     SELECT 1 AS a, NULL AS b;
///     a|b
///     1|
///     (1 row)
final class Transcript {
  /// Whoever answers statements.
  interface Target extends AutoCloseable {
    Answer run(String sql);

    @Override
    void close();
  }

  /// What one statement got: rows, a tag, or an error.
  record Answer(
      @Nullable List<String> columns,
      List<List<@Nullable String>> rows,
      @Nullable String tag,
      @Nullable String error) {
    static Answer ofRows(List<String> columns, List<List<@Nullable String>> rows) {
      return new Answer(columns, rows, null, null);
    }

    static Answer ofTag(String tag) {
      return new Answer(null, List.of(), tag, null);
    }

    static Answer ofError(String state, String message, @Nullable String detail) {
      String text = "ERROR " + state + ": " + message;
      return new Answer(
          null, List.of(), null, detail == null ? text : text + "\nDETAIL: " + detail);
    }
  }

  private Transcript() {}

  static String record(Path sqlFile, Target target) throws IOException {
    StringBuilder out = new StringBuilder();
    for (String statement : statements(Files.readString(sqlFile, StandardCharsets.UTF_8))) {
      out.append(statement).append('\n');
      if (!statement.startsWith("--")) {
        append(out, target.run(statement.substring(0, statement.length() - 1)));
      }
      out.append('\n');
    }
    return out.toString();
  }

  /// Statements end with a semicolon at a line's end; lines of comment stand alone.
  private static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (String line : text.split("\n")) {
      if (current.isEmpty() && (line.isBlank() || line.startsWith("--"))) {
        if (!line.isBlank()) {
          statements.add(line);
        }
        continue;
      }
      current.append(current.isEmpty() ? "" : "\n").append(line);
      if (line.endsWith(";")) {
        statements.add(current.toString());
        current.setLength(0);
      }
    }
    if (!current.isEmpty()) {
      throw new IllegalArgumentException("unfinished statement: " + current);
    }
    return statements;
  }

  private static void append(StringBuilder out, Answer answer) {
    if (answer.error() != null) {
      out.append(answer.error()).append('\n');
    } else if (answer.columns() == null) {
      out.append(answer.tag()).append('\n');
    } else {
      out.append(String.join("|", answer.columns())).append('\n');
      for (List<@Nullable String> row : answer.rows()) {
        List<String> cells = new ArrayList<>();
        row.forEach(cell -> cells.add(cell == null ? "" : cell));
        out.append(String.join("|", cells)).append('\n');
      }
      int count = answer.rows().size();
      out.append(count == 1 ? "(1 row)" : "(" + count + " rows)").append('\n');
    }
  }
}
