package org.ordinaldb.sql.copy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.ColumnBatch;

/// COPY's text format: fields between delimiters, backslash escapes, one line a row.
final class TextReader extends CopyReader {
  private final byte delimiter;
  private final byte[] nullText;
  private final ByteSink unescaped = new ByteSink(256);

  TextReader(
      CopyOptions options,
      String table,
      List<CopyColumn> columns,
      FormatSettings settings,
      Consumer<ColumnBatch> sink) {
    super(options, table, columns, settings, sink);
    this.delimiter = options.delimiter();
    this.nullText = options.nullText().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  int recordEnd(byte[] data, int from, int to) {
    for (int i = from; i < to; i++) {
      if (data[i] == '\n') {
        return i;
      }
      if (data[i] == '\\') {
        i++; // a newline behind a backslash is data
      }
    }
    return -1;
  }

  @Override
  void readFields(byte[] data, int from, int to) {
    int start = from;
    boolean escaped = false;
    for (int i = from; i < to; i++) {
      byte b = data[i];
      if (b == delimiter) {
        take(data, start, i, escaped);
        start = i + 1;
        escaped = false;
      } else if (b == '\\') {
        escaped = true;
        i++;
      } else if (b == '\r') {
        throw bad("literal carriage return found in data")
            .hint("Use \"\\r\" to represent carriage return.");
      }
    }
    take(data, start, to, escaped);
  }

  private void take(byte[] data, int from, int to, boolean escaped) {
    if (Arrays.equals(data, from, to, nullText, 0, nullText.length)) {
      putNull();
    } else if (escaped) {
      unescape(data, from, to);
      put(unescaped.data(), 0, unescaped.size());
    } else {
      put(data, from, to);
    }
  }

  private void unescape(byte[] data, int from, int to) {
    unescaped.clear();
    int i = from;
    while (i < to) {
      byte b = data[i++];
      if (b != '\\' || i == to) {
        unescaped.putByte(b);
        continue;
      }
      byte next = data[i++];
      switch (next) {
        case 'b' -> unescaped.putByte((byte) '\b');
        case 'f' -> unescaped.putByte((byte) '\f');
        case 'n' -> unescaped.putByte((byte) '\n');
        case 'r' -> unescaped.putByte((byte) '\r');
        case 't' -> unescaped.putByte((byte) '\t');
        case 'v' -> unescaped.putByte((byte) 0x0b);
        case 'x' -> i = number(data, i, to, 16, 2, 'x');
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i = number(data, i - 1, to, 8, 3, next);
        default -> unescaped.putByte(next);
      }
    }
  }

  /// A byte given by up to `digitsMax` digits; without any, the letter itself.
  private int number(byte[] data, int from, int to, int radix, int digitsMax, int letter) {
    int value = 0;
    int i = from;
    while (i < to && i - from < digitsMax && Character.digit(data[i], radix) >= 0) {
      value = value * radix + Character.digit(data[i++], radix);
    }
    unescaped.putByte((byte) (i == from ? letter : value));
    return i;
  }

  @Override
  SqlException unterminated() {
    return bad("unexpected EOF in COPY data");
  }
}
