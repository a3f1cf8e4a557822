package org.ordinaldb.pgwire;

import java.util.List;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Writes rows as DataRow messages, straight from vectors. Immutable.
final class RowEncoder {
  private interface ColumnWriter {
    void write(Vector vector, int row, ByteSink out, FormatSettings settings);
  }

  private final ColumnWriter[] writers;

  RowEncoder(List<ResultColumn> columns, ColumnFormats formats) {
    writers = new ColumnWriter[columns.size()];
    for (int i = 0; i < writers.length; i++) {
      writers[i] = writer(columns.get(i).type(), formats.isBinary(i));
    }
  }

  private static ColumnWriter writer(SqlType type, boolean binary) {
    if (binary) {
      BinaryCodec codec = BinaryCodec.of(type);
      return (vector, row, out, settings) -> codec.write(vector, row, out);
    }
    return TextCodec.of(type)::write;
  }

  /// Sends logical rows `from` up to, not including, `to`.
  void encode(ColumnBatch batch, int from, int to, FormatSettings settings, MessageOutput output) {
    Vector[] columns = batch.columns();
    for (int i = from; i < to; i++) {
      int row = batch.row(i);
      ByteSink sink = output.sink();
      int start = sink.size();
      output.begin('D').putShort(writers.length);
      try {
        for (int c = 0; c < writers.length; c++) {
          writeValue(writers[c], columns[c], row, sink, settings);
        }
      } catch (RuntimeException e) {
        sink.truncate(start);
        throw e;
      }
      output.end();
    }
  }

  private static void writeValue(
      ColumnWriter writer, Vector column, int row, ByteSink sink, FormatSettings settings) {
    if (column.isNull(row)) {
      sink.putInt(-1);
      return;
    }
    int lengthAt = sink.size();
    sink.putInt(0);
    writer.write(column, row, sink, settings);
    sink.setInt(lengthAt, sink.size() - lengthAt - 4);
  }
}
