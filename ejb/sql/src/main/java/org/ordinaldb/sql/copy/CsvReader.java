package org.ordinaldb.sql.copy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.ColumnBatch;

/// COPY's CSV format: quoted fields may hold delimiters and line breaks.
final class CsvReader extends CopyReader {
  private final byte delimiter;
  private final byte quote;
  private final byte escape;
  private final byte[] nullText;
  private final boolean[] neverNull;
  private final boolean[] nullWhenQuoted;
  private final ByteSink unquoted = new ByteSink(256);
  private int breaksInRecord;

  CsvReader(
      CopyOptions options,
      String table,
      List<CopyColumn> columns,
      FormatSettings settings,
      Consumer<ColumnBatch> sink) {
    super(options, table, columns, settings, sink);
    this.delimiter = options.delimiter();
    this.quote = options.quote();
    this.escape = options.escape();
    this.nullText = options.nullText().getBytes(StandardCharsets.UTF_8);
    this.neverNull = new boolean[columnCount()];
    this.nullWhenQuoted = new boolean[columnCount()];
    for (int i = 0; i < columnCount(); i++) {
      neverNull[i] = options.forceNotNull().contains(columnName(i));
      nullWhenQuoted[i] = options.forceNull().contains(columnName(i));
    }
  }

  @Override
  int recordEnd(byte[] data, int from, int to) {
    boolean quoted = false;
    breaksInRecord = 0;
    for (int i = from; i < to; i++) {
      byte b = data[i];
      if (b == '\n') {
        if (!quoted) {
          return i;
        }
        breaksInRecord++;
      } else if (quoted && b == escape && escape != quote) {
        i++;
      } else if (b == quote) {
        quoted = !quoted;
      }
    }
    return -1;
  }

  @Override
  int linesOfRecord() {
    return 1 + breaksInRecord;
  }

  @Override
  void readFields(byte[] data, int from, int to) {
    int start = from;
    while (true) {
      int i = start;
      while (i < to && data[i] != delimiter && data[i] != quote) {
        if (data[i] == '\r') {
          throw bad("unquoted carriage return found in data")
              .hint("Use quoted CSV field to represent carriage return.");
        }
        i++;
      }
      int end = i;
      if (i < to && data[i] == quote) {
        end = takeQuoted(data, start, to);
      } else {
        takePlain(data, start, i);
      }
      if (end >= to) {
        return;
      }
      start = end + 1;
    }
  }

  private void takePlain(byte[] data, int from, int to) {
    boolean isNull = Arrays.equals(data, from, to, nullText, 0, nullText.length);
    if (isNull && !(field() < neverNull.length && neverNull[field()])) {
      putNull();
    } else {
      put(data, from, to);
    }
  }

  /// Takes a field that has quotes in it; returns where it ends.
  private int takeQuoted(byte[] data, int from, int to) {
    unquoted.clear();
    boolean quoted = false;
    int i = from;
    while (i < to) {
      byte b = data[i];
      if (!quoted) {
        if (b == delimiter) {
          break;
        }
        if (b == quote) {
          quoted = true;
        } else {
          unquoted.putByte(b);
        }
      } else if (b == escape && i + 1 < to && (data[i + 1] == quote || data[i + 1] == escape)) {
        unquoted.putByte(data[++i]);
      } else if (b == quote) {
        quoted = false;
      } else {
        unquoted.putByte(b);
      }
      i++;
    }
    boolean isNull =
        field() < nullWhenQuoted.length
            && nullWhenQuoted[field()]
            && Arrays.equals(unquoted.data(), 0, unquoted.size(), nullText, 0, nullText.length);
    if (isNull) {
      putNull();
    } else {
      put(unquoted.data(), 0, unquoted.size());
    }
    return i;
  }

  @Override
  SqlException unterminated() {
    return bad("unterminated CSV quoted field");
  }
}
