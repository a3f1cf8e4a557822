package org.ordinaldb.sql.execution;

import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.sql.expression.SessionView;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// The NOT NULL constraints of a table. COPY checks its rows here too.
public final class NotNull {
  /// The bytes of a value that an error message shows.
  private static final int SHOWN_BYTES_MAX = 64;

  private NotNull() {}

  /// Throws 23502 for the first row that has a NULL where none may be.
  ///
  /// @param rows all columns of the table
  public static void check(TableDescriptor table, ColumnBatch rows, SessionView session) {
    for (int column = 0; column < table.columns().size(); column++) {
      Vector values = rows.column(column);
      if (table.columns().get(column).nullable() || !values.hasNulls()) {
        continue;
      }
      for (int i = 0; i < rows.size(); i++) {
        if (values.isNull(rows.row(i))) {
          throw violation(table, column, rows, rows.row(i), session);
        }
      }
    }
  }

  private static SqlException violation(
      TableDescriptor table, int column, ColumnBatch rows, int row, SessionView session) {
    String name = table.columns().get(column).name();
    return new StatementException(
            SqlState.NOT_NULL_VIOLATION,
            "null value in column \""
                + name
                + "\" of relation \""
                + table.name()
                + "\" violates not-null constraint")
        .detail("Failing row contains (" + describe(table, rows, row, session) + ").")
        .object(table.schema(), table.name(), name, null);
  }

  /// A row as details of errors show it.
  public static String describe(
      TableDescriptor table, ColumnBatch rows, int row, SessionView session) {
    FormatSettings settings = session.format();
    StringJoiner values = new StringJoiner(", ");
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDescriptor column = table.columns().get(i);
      values.add(
          rows.column(i).isNull(row)
              ? "null"
              : shorten(TextCodec.of(column.type()).text(rows.column(i), row, settings)));
    }
    return values.toString();
  }

  private static String shorten(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= SHOWN_BYTES_MAX) {
      return text;
    }
    int end = SHOWN_BYTES_MAX;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + "...";
  }
}
