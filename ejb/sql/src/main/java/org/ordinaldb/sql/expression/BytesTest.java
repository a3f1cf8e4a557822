package org.ordinaldb.sql.expression;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Tests each byte string of a column; a dictionary-coded column is tested once an entry.
public abstract class BytesTest extends Call {
  /// @param operands the tested values, then whatever the predicate is made from
  protected BytesTest(Expression... operands) {
    super(SqlType.BOOLEAN, operands);
  }

  /// The test for this batch, or null when the answer is NULL for every row.
  protected abstract @Nullable BytesPredicate predicate(EvaluationContext context);

  @Override
  protected Vector compute(ColumnBatch batch, EvaluationContext context) {
    int rowCount = batch.rowCount();
    if (batch.size() == 0) {
      return Vectors.longs(0, rowCount);
    }
    BytesPredicate predicate = predicate(context);
    if (predicate == null) {
      return Vectors.nulls(type().vectorKind(), rowCount);
    }
    BytesVector vector = (BytesVector) operand(0).evaluate(batch, context);
    return new LongVector(test(predicate, vector, batch), rowCount, vector.nulls());
  }

  private static long[] test(BytesPredicate predicate, BytesVector vector, ColumnBatch batch) {
    int[] codes = vector.codes();
    if (codes != null && vector.entryCount() <= batch.size()) {
      return decode(testEntries(predicate, vector), codes, batch.rowCount());
    }
    if (codes == null && batch.selection() == null && !vector.hasNulls()) {
      return decodePlain(testEntries(predicate, vector), batch.rowCount());
    }
    byte[] data = vector.data();
    long[] truth = new long[batch.rowCount()];
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      boolean holds =
          !vector.isNull(row) && predicate.test(data, vector.start(row), vector.end(row));
      truth[row] = holds ? 1 : 0;
    }
    return truth;
  }

  private static long[] testEntries(BytesPredicate predicate, BytesVector vector) {
    byte[] data = vector.data();
    int[] offsets = vector.offsets();
    long[] truth = new long[vector.entryCount()];
    for (int entry = 0; entry < truth.length; entry++) {
      truth[entry] = predicate.test(data, offsets[entry], offsets[entry + 1]) ? 1 : 0;
    }
    return truth;
  }

  private static long[] decodePlain(long[] entries, int rowCount) {
    return entries.length >= rowCount ? entries : Arrays.copyOf(entries, rowCount);
  }

  private static long[] decode(long[] entries, int[] codes, int rowCount) {
    long[] rows = new long[rowCount];
    for (int row = 0; row < rowCount; row++) {
      rows[row] = entries[codes[row]];
    }
    return rows;
  }
}
