package org.ordinaldb.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.ordinaldb.beans.query.RunningStatement;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.ColumnBatch;

/// A statement's result as a JSON document, made as it is read:
///
///     {"columns":[{"name":"id","type":"bigint"}],"rows":[[1],[2]],
///      "rowCount":2,"command":"SELECT 2","elapsedMillis":0.412}
///
/// Most results fit the first [#HEAD_BYTES]. Then the statement has committed before the status is
/// sent, and every error has a status of its own. Beyond that the document streams with status 200,
/// and an error ends it with a member `error`, the problem details, in place of `rowCount`. Owned by
/// one thread.
final class JsonResult {
  static final int HEAD_BYTES = 64 * 1024;

  private final RunningStatement statement;
  private final long startNanos;
  private final JsonColumn[] columns;
  private final ByteSink out = new ByteSink(4096);
  private boolean anyRow;
  private boolean complete;

  JsonResult(RunningStatement statement, long startNanos) {
    this.statement = statement;
    this.startNanos = startNanos;
    List<ResultColumn> described = statement.columns();
    columns = new JsonColumn[described.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new JsonColumn(described.get(i).type());
    }
    writeColumns(described);
  }

  /// Reads until the result has ended or the head is full.
  ///
  /// @return whether the document is complete, and its statement committed
  boolean readHead() {
    while (!complete && out.size() < HEAD_BYTES) {
      readBatch();
    }
    return complete;
  }

  /// The complete document, when [#readHead()] says so.
  byte[] document() {
    assert complete;
    return out.toByteArray();
  }

  /// Sends what was read and everything that follows.
  void stream(OutputStream target) throws IOException {
    while (true) {
      target.write(out.data(), 0, out.size());
      out.clear();
      if (complete) {
        return;
      }
      try {
        readBatch();
      } catch (SqlException failure) {
        ascii("],\"error\":");
        out.putBytes(Problem.of(failure).body().toString().getBytes(StandardCharsets.UTF_8));
        ascii("}\n");
        complete = true;
      }
    }
  }

  private void readBatch() {
    ColumnBatch batch = statement.next();
    if (batch != null) {
      writeRows(batch);
    } else {
      String tag = statement.finish();
      complete = true;
      writeEnd(tag);
    }
  }

  private void writeColumns(List<ResultColumn> described) {
    ascii("{\"columns\":[");
    for (int i = 0; i < described.size(); i++) {
      ascii(i == 0 ? "{\"name\":" : ",{\"name\":");
      JsonText.quote(described.get(i).name(), out);
      ascii(",\"type\":");
      JsonText.quote(described.get(i).type().toString(), out);
      ascii("}");
    }
    ascii("],\"rows\":[");
  }

  private void writeRows(ColumnBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      ascii(anyRow ? ",\n[" : "\n[");
      anyRow = true;
      int row = batch.row(i);
      for (int c = 0; c < columns.length; c++) {
        if (c > 0) {
          out.putByte((byte) ',');
        }
        columns[c].write(batch.column(c), row, out);
      }
      out.putByte((byte) ']');
    }
  }

  private void writeEnd(String tag) {
    ascii(anyRow ? "\n],\"rowCount\":" : "],\"rowCount\":");
    ascii(Long.toString(rowCount(tag)));
    ascii(",\"command\":");
    JsonText.quote(tag, out);
    double millis = (System.nanoTime() - startNanos) / 1e6;
    ascii(String.format(Locale.ROOT, ",\"elapsedMillis\":%.3f}\n", millis));
  }

  /// The number at the end of the command tag: rows returned, or changed.
  private static long rowCount(String tag) {
    String last = tag.substring(tag.lastIndexOf(' ') + 1);
    return !last.isEmpty() && Character.isDigit(last.charAt(0)) ? Long.parseLong(last) : 0;
  }

  private void ascii(String text) {
    out.putBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
