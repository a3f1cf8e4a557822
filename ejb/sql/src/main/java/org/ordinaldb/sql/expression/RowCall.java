package org.ordinaldb.sql.expression;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Calls a [RowKernel] for every selected row, or once an entry when the only operand that depends
/// on rows is dictionary-coded.
public final class RowCall extends Call {
  /// How a kernel is to be called.
  public enum Mode {
    /// NULL when an argument is null; the kernel sees none.
    STRICT,
    /// The kernel sees null arguments.
    NULLS,
    /// As STRICT, but called anew for each row although its arguments are the same.
    VOLATILE
  }

  private final RowKernel kernel;
  private final Mode mode;
  private final SqlType[] types;
  private final boolean[] scalar;
  private final int onlyColumn;

  public RowCall(SqlType type, List<Expression> operands, Mode mode, RowKernel kernel) {
    super(type, operands);
    this.kernel = kernel;
    this.mode = mode;
    int count = operands.size();
    this.types = new SqlType[count];
    this.scalar = new boolean[count];
    int columns = 0;
    int column = -1;
    for (int i = 0; i < count; i++) {
      types[i] = operands.get(i).type();
      scalar[i] = operands.get(i).isScalar();
      if (!scalar[i]) {
        columns++;
        column = i;
      }
    }
    this.onlyColumn = columns == 1 && mode != Mode.VOLATILE ? column : -1;
  }

  @Override
  protected boolean isVolatile() {
    return mode == Mode.VOLATILE;
  }

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    int rowCount = batch.rowCount();
    if (batch.size() == 0) {
      return Vectors.nulls(type().vectorKind(), rowCount);
    }
    Vector[] vectors = new Vector[operandCount()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] =
          scalar[i] ? operand(i).evaluateScalar(context) : operand(i).evaluate(batch, context);
      if (scalar[i] && mode != Mode.NULLS && vectors[i].isNull(0)) {
        return Vectors.nulls(type().vectorKind(), rowCount);
      }
    }
    Vector perEntry = onlyColumn < 0 ? null : computeEntries(vectors, batch, context);
    return perEntry != null ? perEntry : computeRows(vectors, batch, context);
  }

  private Vector computeRows(Vector[] vectors, ColumnBatch batch, EvaluationContext context) {
    RowArguments in = new RowArguments(vectors, types, scalar, context);
    RowWriter out = new RowWriter(type(), batch.rowCount());
    long[] nulls = mode == Mode.NULLS ? null : unionOfNulls(vectors, batch.rowCount());
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      out.moveTo(row);
      if (Nulls.at(nulls, row)) {
        out.putNull();
      } else {
        in.moveTo(row);
        kernel.apply(in, out);
      }
    }
    return out.finish();
  }

  private long @Nullable [] unionOfNulls(Vector[] vectors, int rowCount) {
    long[] nulls = null;
    for (int i = 0; i < vectors.length; i++) {
      nulls = scalar[i] ? nulls : Nulls.union(nulls, vectors[i].nulls(), rowCount);
    }
    return nulls;
  }

  /// The results by dictionary entry, spread over the rows; null when that is not possible or no
  /// gain, or when an entry fails, which may be one that no selected row has.
  private @Nullable Vector computeEntries(
      Vector[] vectors, ColumnBatch batch, EvaluationContext context) {
    if (!(vectors[onlyColumn] instanceof BytesVector column)
        || column.codes() == null
        || column.entryCount() > batch.size()
        || (mode == Mode.NULLS && column.hasNulls())) {
      return null;
    }
    int entryCount = column.entryCount();
    Vector[] entryVectors = vectors.clone();
    entryVectors[onlyColumn] = new BytesVector(column.data(), column.offsets(), entryCount, null);
    try {
      Vector entries = computeRows(entryVectors, new ColumnBatch(entryCount), context);
      return spread(entries, column, batch.rowCount());
    } catch (SqlException e) {
      return null;
    }
  }

  private static Vector spread(Vector entries, BytesVector column, int rowCount) {
    int[] codes = Objects.requireNonNull(column.codes());
    long[] nulls = spreadNulls(entries, column, codes, rowCount);
    return switch (entries) {
      case BytesVector bytes ->
          new BytesVector(
              bytes.data(), bytes.offsets(), bytes.entryCount(), codes, rowCount, nulls);
      case LongVector longs -> {
        long[] values = new long[rowCount];
        for (int row = 0; row < rowCount; row++) {
          values[row] = longs.values()[codes[row]];
        }
        yield new LongVector(values, rowCount, nulls);
      }
      case DoubleVector doubles -> {
        double[] values = new double[rowCount];
        for (int row = 0; row < rowCount; row++) {
          values[row] = doubles.values()[codes[row]];
        }
        yield new DoubleVector(values, rowCount, nulls);
      }
    };
  }

  private static long @Nullable [] spreadNulls(
      Vector entries, BytesVector column, int[] codes, int rowCount) {
    if (!entries.hasNulls()) {
      return column.nulls();
    }
    long[] nulls = Nulls.none(rowCount);
    for (int row = 0; row < rowCount; row++) {
      if (column.isNull(row) || entries.isNull(codes[row])) {
        Nulls.set(nulls, row);
      }
    }
    return nulls;
  }
}
