package org.ordinaldb.sql.copy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Reads COPY data, cut anywhere, into batches of rows. Owned by one thread.
///
/// Errors are PostgreSQL's and say where: `COPY cities, line 3, column population: "x"`. Lines count
/// from 1, the header included. After an error the reader may not be used.
public abstract class CopyReader {
  private static final int LINE_BYTES_MAX = 1 << 30;
  private static final int SHOWN_CHARACTERS_MAX = 100;

  final CopyOptions options;
  private final String table;
  private final List<CopyColumn> columns;
  private final FormatSettings settings;
  private final Consumer<ColumnBatch> sink;
  private final TextCodec[] codecs;
  private final VectorBuilder[] builders;
  private byte[] pending = new byte[1 << 16];
  private int pendingSize;
  private int rows;
  private int field;
  private boolean headerDue;
  private boolean ended;

  // The line at hand, for messages.
  private byte[] current = pending;
  private int lineStart;
  private int lineEnd;

  /// The number of the line at hand, from 1.
  private long line;

  CopyReader(
      CopyOptions options,
      String table,
      List<CopyColumn> columns,
      FormatSettings settings,
      Consumer<ColumnBatch> sink) {
    this.options = options;
    this.table = table;
    this.columns = columns;
    this.settings = settings;
    this.sink = sink;
    this.codecs = new TextCodec[columns.size()];
    this.builders = new VectorBuilder[columns.size()];
    for (int i = 0; i < codecs.length; i++) {
      codecs[i] = TextCodec.of(columns.get(i).type());
      builders[i] = VectorBuilder.of(columns.get(i).type(), ColumnBatch.ROWS_MAX);
    }
    this.headerDue = options.header() != CopyOptions.Header.NONE;
  }

  /// @param table its name, for messages
  /// @param sink takes full batches with the columns of `columns`; what it throws gets the line as
  ///     its context
  public static CopyReader of(
      CopyOptions options,
      String table,
      List<CopyColumn> columns,
      FormatSettings settings,
      Consumer<ColumnBatch> sink) {
    return options.csv()
        ? new CsvReader(options, table, columns, settings, sink)
        : new TextReader(options, table, columns, settings, sink);
  }

  /// Takes the next bytes.
  public final void write(byte[] data, int offset, int length) {
    if (ended) {
      return;
    }
    if (pendingSize == 0) {
      int rest = takeLines(data, offset, offset + length);
      keep(data, rest, offset + length);
      return;
    }
    append(data, offset, length);
    int rest = takeLines(pending, 0, pendingSize);
    System.arraycopy(pending, rest, pending, 0, pendingSize - rest);
    pendingSize -= rest;
  }

  /// Ends the data: a last line without a newline counts.
  public final void finish() {
    if (!ended && pendingSize > 0) {
      int end = pendingSize;
      append(new byte[] {'\n'}, 0, 1);
      if (takeLines(pending, 0, pendingSize) != pendingSize && !ended) {
        lineStart = 0;
        lineEnd = end;
        line++;
        throw unterminated();
      }
    }
    flush();
  }

  /// The end of the record that starts at `from` (the index of its newline), or -1 when it is not
  /// complete.
  abstract int recordEnd(byte[] data, int from, int to);

  /// Takes the fields of the record `data[from .. to)` by [#put] and [#putNull].
  abstract void readFields(byte[] data, int from, int to);

  /// The error for data that ends within a record.
  abstract SqlException unterminated();

  /// How many physical lines the last record spanned.
  int linesOfRecord() {
    return 1;
  }

  final String columnName(int index) {
    return columns.get(index).name();
  }

  final int columnCount() {
    return columns.size();
  }

  /// The index of the field that is taken next.
  final int field() {
    return field;
  }

  /// Takes the next field's text.
  final void put(byte[] data, int from, int to) {
    int index = nextField();
    if (headerDue) {
      checkHeader(index, new String(data, from, to - from, StandardCharsets.UTF_8));
      return;
    }
    try {
      codecs[index].parse(data, from, to, builders[index], settings);
    } catch (SqlException e) {
      String value = new String(data, from, to - from, StandardCharsets.UTF_8);
      throw e.context(
          where() + ", column " + columns.get(index).name() + ": \"" + shorten(value) + "\"");
    }
  }

  final void putNull() {
    int index = nextField();
    if (headerDue) {
      checkHeader(index, options.nullText());
      return;
    }
    builders[index].appendNull();
  }

  private void checkHeader(int index, String name) {
    if (options.header() == CopyOptions.Header.MATCH && !name.equals(columns.get(index).name())) {
      throw bad(
          "column name mismatch in header line field "
              + (index + 1)
              + ": got \""
              + name
              + "\", expected \""
              + columns.get(index).name()
              + "\"");
    }
  }

  private int nextField() {
    if (field >= columns.size()) {
      if (headerDue && options.header() == CopyOptions.Header.PRESENT) {
        return columns.size() - 1;
      }
      throw bad(
          headerDue
              ? "wrong number of fields in header line: got more than " + columns.size()
              : "extra data after last expected column");
    }
    return field++;
  }

  final SqlException bad(String message) {
    return at(new StatementException(SqlState.BAD_COPY_FILE_FORMAT, message));
  }

  final SqlException at(SqlException error) {
    String text =
        new String(current, lineStart, Math.max(0, lineEnd - lineStart), StandardCharsets.UTF_8);
    return error.context(where() + ": \"" + shorten(text) + "\"");
  }

  private int takeLines(byte[] data, int from, int to) {
    current = data;
    int start = from;
    while (!ended) {
      int end = recordEnd(data, start, to);
      if (end < 0) {
        break;
      }
      line++;
      lineStart = start;
      lineEnd = end > start && data[end - 1] == '\r' ? end - 1 : end;
      takeRecord(data, lineStart, lineEnd);
      line += linesOfRecord() - 1;
      start = end + 1;
    }
    return ended ? to : start;
  }

  private void takeRecord(byte[] data, int from, int to) {
    if (to - from == 2 && data[from] == '\\' && data[from + 1] == '.') {
      ended = true;
      return;
    }
    field = 0;
    if (headerDue && options.header() == CopyOptions.Header.PRESENT) {
      headerDue = false;
      return;
    }
    if (columns.isEmpty() && to > from) {
      throw bad("extra data after last expected column");
    }
    if (!columns.isEmpty()) {
      readFields(data, from, to);
    }
    if (field < columns.size()) {
      throw bad(
          headerDue
              ? "wrong number of fields in header line: got "
                  + field
                  + ", expected "
                  + columns.size()
              : "missing data for column \"" + columns.get(field).name() + "\"");
    }
    if (headerDue) {
      headerDue = false;
    } else if (++rows == ColumnBatch.ROWS_MAX) {
      flush();
    }
  }

  private void flush() {
    if (rows == 0) {
      return;
    }
    Vector[] vectors = new Vector[builders.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = builders[i].build();
    }
    int count = rows;
    rows = 0;
    try {
      sink.accept(new ColumnBatch(count, vectors));
    } catch (SqlException e) {
      throw e.context() == null ? e.context(where()) : e;
    }
  }

  private String where() {
    return "COPY " + table + ", line " + line;
  }

  private static String shorten(String text) {
    return text.length() <= SHOWN_CHARACTERS_MAX
        ? text
        : text.substring(0, SHOWN_CHARACTERS_MAX) + "...";
  }

  private void keep(byte[] data, int from, int to) {
    append(data, from, to - from);
  }

  private void append(byte[] data, int offset, int length) {
    if (length > LINE_BYTES_MAX - pendingSize) {
      line++;
      throw new StatementException(SqlState.PROGRAM_LIMIT_EXCEEDED, "line is longer than 1 GB")
          .context(where());
    }
    if (pendingSize + length > pending.length) {
      pending = Arrays.copyOf(pending, Math.max(pendingSize + length, 2 * pending.length));
    }
    System.arraycopy(data, offset, pending, pendingSize, length);
    pendingSize += length;
  }
}
