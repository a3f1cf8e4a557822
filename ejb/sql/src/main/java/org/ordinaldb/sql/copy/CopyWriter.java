package org.ordinaldb.sql.copy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// Writes rows as COPY data, whole lines. Owned by one thread.
public final class CopyWriter {
  private static final byte[] END_MARK = {'\\', '.'};

  private final CopyOptions options;
  private final List<CopyColumn> columns;
  private final FormatSettings settings;
  private final TextCodec[] codecs;
  private final boolean[] quoteAlways;
  private final byte[] nullText;
  private final ByteSink value = new ByteSink(256);

  public CopyWriter(CopyOptions options, List<CopyColumn> columns, FormatSettings settings) {
    this.options = options;
    this.columns = columns;
    this.settings = settings;
    this.nullText = options.nullText().getBytes(StandardCharsets.UTF_8);
    this.codecs = new TextCodec[columns.size()];
    this.quoteAlways = new boolean[columns.size()];
    Set<String> forced = options.forceQuote();
    for (int i = 0; i < codecs.length; i++) {
      codecs[i] = TextCodec.of(columns.get(i).type());
      quoteAlways[i] = forced == null || forced.contains(columns.get(i).name());
    }
  }

  /// Appends the line of names, where the options ask for one.
  public void writeHeader(ByteSink out) {
    if (options.header() == CopyOptions.Header.NONE) {
      return;
    }
    for (int i = 0; i < columns.size(); i++) {
      separate(i, out);
      byte[] name = columns.get(i).name().getBytes(StandardCharsets.UTF_8);
      writeValue(name, name.length, false, out);
    }
    out.putByte((byte) '\n');
  }

  /// Appends a line for each row.
  public void write(ColumnBatch rows, ByteSink out) {
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.row(i);
      for (int column = 0; column < codecs.length; column++) {
        separate(column, out);
        Vector vector = rows.column(column);
        if (vector.isNull(row)) {
          out.putBytes(nullText);
        } else {
          value.clear();
          codecs[column].write(vector, row, value, settings);
          writeValue(value.data(), value.size(), quoteAlways[column], out);
        }
      }
      out.putByte((byte) '\n');
    }
  }

  private void separate(int column, ByteSink out) {
    if (column > 0) {
      out.putByte(options.delimiter());
    }
  }

  private void writeValue(byte[] data, int size, boolean quoteIt, ByteSink out) {
    if (!options.csv()) {
      escape(data, size, out);
    } else if (quoteIt || needsQuotes(data, size)) {
      quote(data, size, out);
    } else {
      out.putBytes(data, 0, size);
    }
  }

  private void escape(byte[] data, int size, ByteSink out) {
    for (int i = 0; i < size; i++) {
      byte b = data[i];
      byte letter =
          switch (b) {
            case '\b' -> 'b';
            case '\f' -> 'f';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            case 0x0b -> 'v';
            case '\\' -> '\\';
            default -> b == options.delimiter() ? b : 0;
          };
      if (letter != 0) {
        out.putByte((byte) '\\');
        out.putByte(letter);
      } else {
        out.putByte(b);
      }
    }
  }

  private boolean needsQuotes(byte[] data, int size) {
    if (Arrays.equals(data, 0, size, nullText, 0, nullText.length)
        || (columns.size() == 1 && Arrays.equals(data, 0, size, END_MARK, 0, END_MARK.length))) {
      return true;
    }
    for (int i = 0; i < size; i++) {
      byte b = data[i];
      if (b == options.delimiter() || b == options.quote() || b == '\n' || b == '\r') {
        return true;
      }
    }
    return false;
  }

  private void quote(byte[] data, int size, ByteSink out) {
    out.putByte(options.quote());
    for (int i = 0; i < size; i++) {
      if (data[i] == options.quote() || data[i] == options.escape()) {
        out.putByte(options.escape());
      }
      out.putByte(data[i]);
    }
    out.putByte(options.quote());
  }
}
