package org.ordinaldb.web;

import java.nio.charset.StandardCharsets;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Writes one column's values as JSON: booleans and finite numbers as such, everything else as a
/// string in PostgreSQL's text form. Owned by one thread.
final class JsonColumn {
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  private final Form form;
  private final TextCodec codec;
  private final ByteSink text = new ByteSink(64);

  JsonColumn(SqlType type) {
    form = Form.of(type);
    codec = TextCodec.of(type);
  }

  void write(Vector vector, int row, ByteSink out) {
    if (vector.isNull(row)) {
      out.putBytes(NULL);
      return;
    }
    switch (form) {
      case BOOLEAN -> out.putBytes(((LongVector) vector).get(row) != 0 ? TRUE : FALSE);
      case NUMBER -> writeNumber(vector, row, out);
      case STRING -> writeString(vector, row, out);
    }
  }

  /// JSON has no NaN and no infinity: these become strings.
  private void writeNumber(Vector vector, int row, ByteSink out) {
    text.clear();
    codec.write(vector, row, text, FormatSettings.DEFAULT);
    byte last = text.data()[text.size() - 1];
    if (last >= '0' && last <= '9') {
      out.putBytes(text.data(), 0, text.size());
    } else {
      JsonText.quote(text.data(), 0, text.size(), out);
    }
  }

  private void writeString(Vector vector, int row, ByteSink out) {
    text.clear();
    codec.write(vector, row, text, FormatSettings.DEFAULT);
    JsonText.quote(text.data(), 0, text.size(), out);
  }

  private enum Form {
    BOOLEAN,
    NUMBER,
    STRING;

    static Form of(SqlType type) {
      return switch (type.kind()) {
        case BOOLEAN -> BOOLEAN;
        case INT2, INT4, INT8, OID, FLOAT4, FLOAT8, NUMERIC -> NUMBER;
        case TEXT,
            VARCHAR,
            CHAR,
            NAME,
            BYTEA,
            DATE,
            TIME,
            TIMESTAMP,
            TIMESTAMPTZ,
            INTERVAL,
            UUID,
            UNKNOWN ->
            STRING;
      };
    }
  }
}
