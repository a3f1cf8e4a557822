package org.ordinaldb.segment;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Nanoseconds a value to encode and to decode a whole chunk, checksum included. It stands in the
/// package of the encodings because they are nobody else's business.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ChunkCodecBenchmark {
  private static final int ROWS = ColumnBatch.ROWS_MAX;

  /// What a column holds, named after the encoding that it leads to.
  public enum Column {
    CONSTANT,
    FRAME_8,
    FRAME_20,
    FRAME_40,
    DELTA,
    LONG_DICTIONARY,
    DECIMAL,
    RAW_DOUBLE,
    TEXT_DICTIONARY,
    TEXT
  }

  @Param public Column column = Column.CONSTANT;

  private Vector vector = LongVector.of(0);
  private byte[] bytes = {};

  @Setup
  public void build() {
    vector = vector(new SplittableRandom(1));
    bytes = ChunkEncoder.encode(vector, ROWS).bytes();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Object encode() {
    return ChunkEncoder.encode(vector, ROWS);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Object decode() {
    return ChunkDecoder.decode(bytes);
  }

  private Vector vector(SplittableRandom random) {
    return switch (column) {
      case CONSTANT -> LongVector.of(new long[ROWS]);
      case FRAME_8 -> LongVector.of(random.longs(ROWS, 0, 1 << 8).toArray());
      case FRAME_20 -> LongVector.of(random.longs(ROWS, 0, 1 << 20).toArray());
      case FRAME_40 -> LongVector.of(random.longs(ROWS, 0, 1L << 40).toArray());
      case DELTA -> LongVector.of(random.longs(ROWS, 0, 1L << 30).sorted().toArray());
      case LONG_DICTIONARY ->
          LongVector.of(random.longs(ROWS, 0, 20).map(value -> value << 50).toArray());
      case DECIMAL ->
          DoubleVector.of(random.longs(ROWS, 0, 1_800_000).mapToDouble(v -> v / 1e4).toArray());
      case RAW_DOUBLE -> DoubleVector.of(random.doubles(ROWS).toArray());
      case TEXT_DICTIONARY -> text(random, 50);
      case TEXT -> text(random, Integer.MAX_VALUE);
    };
  }

  private static Vector text(SplittableRandom random, int distinct) {
    return BytesVector.ofStrings(
        random
            .ints(ROWS, 0, distinct)
            .mapToObj(value -> Integer.toString(value, 36) + " Street")
            .toArray(String[]::new));
  }
}
