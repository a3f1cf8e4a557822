package org.ordinaldb.sql.expression;

import java.math.BigDecimal;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// The arguments of one row's call, read in place: a cursor that [RowCall] moves from row to row.
/// Owned by the running statement's thread.
public final class RowArguments {
  private final Vector[] vectors;
  private final SqlType[] types;
  private final boolean[] scalar;
  private final EvaluationContext context;
  private int row;

  RowArguments(Vector[] vectors, SqlType[] types, boolean[] scalar, EvaluationContext context) {
    this.vectors = vectors;
    this.types = types;
    this.scalar = scalar;
    this.context = context;
  }

  void moveTo(int newRow) {
    row = newRow;
  }

  public EvaluationContext context() {
    return context;
  }

  public SessionView session() {
    return context.session();
  }

  public FormatSettings format() {
    return context.session().format();
  }

  public int count() {
    return vectors.length;
  }

  public SqlType type(int argument) {
    return types[argument];
  }

  public boolean isNull(int argument) {
    return vectors[argument].isNull(rowOf(argument));
  }

  public long longAt(int argument) {
    return ((LongVector) vectors[argument]).values()[rowOf(argument)];
  }

  public int intAt(int argument) {
    return (int) longAt(argument);
  }

  public boolean booleanAt(int argument) {
    return longAt(argument) != 0;
  }

  public double doubleAt(int argument) {
    return ((DoubleVector) vectors[argument]).values()[rowOf(argument)];
  }

  public BigDecimal decimalAt(int argument) {
    return new DecimalReader(vectors[argument], types[argument]).decimal(rowOf(argument));
  }

  public Interval intervalAt(int argument) {
    return Interval.at(bytesVector(argument), rowOf(argument));
  }

  /// The buffer that holds the argument's bytes, from [#start] up to, not including, [#end].
  public byte[] data(int argument) {
    return bytesVector(argument).data();
  }

  public int start(int argument) {
    return bytesVector(argument).start(rowOf(argument));
  }

  public int end(int argument) {
    return bytesVector(argument).end(rowOf(argument));
  }

  public byte[] bytesAt(int argument) {
    return bytesVector(argument).bytes(rowOf(argument));
  }

  /// The argument's text as a string, which costs an object: for what cannot work on UTF-8.
  public String textAt(int argument) {
    return bytesVector(argument).string(rowOf(argument));
  }

  /// The argument's vector and the row to read there, for codecs.
  public Vector vector(int argument) {
    return vectors[argument];
  }

  public int rowOf(int argument) {
    return scalar[argument] ? 0 : row;
  }

  private BytesVector bytesVector(int argument) {
    return (BytesVector) vectors[argument];
  }
}
