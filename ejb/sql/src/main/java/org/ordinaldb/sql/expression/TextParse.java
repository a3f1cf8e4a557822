package org.ordinaldb.sql.expression;

import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Reads text as another type.
final class TextParse extends Call {
  private final TextCodec codec;

  TextParse(Expression operand, SqlType target) {
    super(target, operand);
    this.codec = TextCodec.of(target);
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    BytesVector text = (BytesVector) operand(0).evaluate(batch, context);
    FormatSettings settings = context.session().format();
    VectorBuilder out = VectorBuilder.of(type(), batch.rowCount());
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      skipTo(row, out);
      if (text.isNull(row)) {
        out.appendNull();
      } else {
        codec.parse(text.data(), text.start(row), text.end(row), out, settings);
      }
    }
    skipTo(batch.rowCount(), out);
    return out.build();
  }

  private static void skipTo(int row, VectorBuilder out) {
    while (out.length() < row) {
      out.appendNull();
    }
  }
}
