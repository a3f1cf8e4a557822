package org.ordinaldb.sql.expression;

import java.nio.charset.StandardCharsets;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// A value known when the expression is compiled.
public final class Constant extends Expression {
  private final Vector one;

  /// @param one the value, as a vector of one row in the layout of `type`
  public Constant(SqlType type, Vector one) {
    super(type);
    assert one.kind() == type.vectorKind() && one.length() >= 1;
    this.one = one;
  }

  public static Constant ofNull(SqlType type) {
    return new Constant(type, Vectors.nulls(type.vectorKind(), 1));
  }

  public static Constant ofLong(SqlType type, long value) {
    return new Constant(type, LongVector.of(value));
  }

  public static Constant ofBoolean(boolean value) {
    return ofLong(SqlType.BOOLEAN, value ? 1 : 0);
  }

  public static Constant ofDouble(SqlType type, double value) {
    return new Constant(type, DoubleVector.of(value));
  }

  public static Constant ofBytes(SqlType type, byte[] value) {
    return new Constant(type, Vectors.bytes(value, 1));
  }

  public static Constant ofText(SqlType type, String value) {
    return ofBytes(type, value.getBytes(StandardCharsets.UTF_8));
  }

  /// The value as a vector of one row.
  public Vector value() {
    return one;
  }

  public boolean isNull() {
    return one.isNull(0);
  }

  /// The text of a constant whose values are bytes of text.
  public String text() {
    return ((BytesVector) one).string(0);
  }

  @Override
  public boolean isScalar() {
    return true;
  }

  @Override
  public Vector evaluate(ColumnBatch batch, EvaluationContext context) {
    return batch.rowCount() == 1 ? one : Vectors.broadcast(one, batch.rowCount());
  }
}
