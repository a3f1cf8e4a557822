package org.ordinaldb.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

class RowCodecTest {
  private final RowCodec codec =
      new RowCodec(List.of(column(SqlType.INT8), column(SqlType.FLOAT8), column(SqlType.TEXT)));

  private static ColumnDescriptor column(SqlType type) {
    return new ColumnDescriptor("c", type, true, null);
  }

  private static ColumnBatch batch() {
    long[] secondIsNull = {2};
    return new ColumnBatch(
        2,
        new LongVector(new long[] {Long.MIN_VALUE, 7}, 2, null),
        new DoubleVector(new double[] {-0.0, 1}, 2, secondIsNull),
        BytesVector.ofStrings("", null));
  }

  private static Vector read(byte[] row, int column, VectorKind kind) {
    VectorBuilder builder = VectorBuilder.of(kind, 1);
    RowCodec.append(row, column, builder, kind);
    return builder.build();
  }

  @Test
  void everyColumnComesBackOnItsOwn() {
    byte[] row = codec.encode(batch(), 0);
    assertThat(((LongVector) read(row, 0, VectorKind.LONG)).get(0)).isEqualTo(Long.MIN_VALUE);
    double zero = ((DoubleVector) read(row, 1, VectorKind.DOUBLE)).get(0);
    assertThat(Double.doubleToRawLongBits(zero)).isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(((BytesVector) read(row, 2, VectorKind.BYTES)).string(0)).isEmpty();
  }

  @Test
  void nullsComeBackAsNulls() {
    byte[] row = codec.encode(batch(), 1);
    assertThat(read(row, 0, VectorKind.LONG).isNull(0)).isFalse();
    assertThat(read(row, 1, VectorKind.DOUBLE).isNull(0)).isTrue();
    assertThat(read(row, 2, VectorKind.BYTES).isNull(0)).isTrue();
  }

  @Test
  void columnsThatWereAddedLaterAreNull() {
    byte[] row = codec.encode(batch(), 0);
    assertThat(read(row, 3, VectorKind.LONG).isNull(0)).isTrue();
  }
}
