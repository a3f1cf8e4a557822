package org.ordinaldb.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ordinaldb.Seeds;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

class ChunkEncodingFuzzTest {
  private static final long[] LONGS = {
    Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, 1L << 53, Long.MAX_VALUE - 1, Long.MAX_VALUE
  };
  private static final double[] DOUBLES = {
    0.0,
    -0.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    0.1,
    1e300,
    9007199254740993.0
  };

  private final Set<Encoding> seen = EnumSet.noneOf(Encoding.class);

  @Test
  void whateverIsEncodedIsDecodedInEveryEncoding() {
    SplittableRandom random = new SplittableRandom(Seeds.next("ChunkEncodingFuzzTest"));
    for (int round = 0; round < 3_000; round++) {
      int rows = random.nextInt(4) == 0 ? ColumnBatch.ROWS_MAX : 1 + random.nextInt(700);
      VectorKind kind = VectorKind.values()[round % 3];
      Vector vector = vector(kind, rows, random);
      int count = random.nextInt(5) == 0 ? 1 + random.nextInt(rows) : rows;
      EncodedChunk encoded = ChunkEncoder.encode(vector, count);
      seen.add(Encoding.of(encoded.bytes()[4]));
      Vector decoded = ChunkDecoder.decode(encoded.bytes());
      assertSame(decoded, vector, count);
      assertBounds(encoded, vector, count);
    }
    assertThat(seen).containsExactlyInAnyOrder(Encoding.values());
  }

  @Test
  void anyFlippedBitIsNoticed() {
    SplittableRandom random = new SplittableRandom(5);
    for (VectorKind kind : VectorKind.values()) {
      byte[] bytes = ChunkEncoder.encode(vector(kind, 100, random), 100).bytes();
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        byte[] damaged = bytes.clone();
        damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        assertThatThrownBy(() -> ChunkDecoder.decode(damaged)).isInstanceOf(ChunkCorruption.class);
      }
    }
    assertThatThrownBy(() -> ChunkDecoder.decode(new byte[0])).isInstanceOf(ChunkCorruption.class);
  }

  @Test
  void regularColumnsBecomeSmall() {
    int rows = ColumnBatch.ROWS_MAX;
    long[] serial = new long[rows];
    long[] small = new long[rows];
    double[] prices = new double[rows];
    for (int i = 0; i < rows; i++) {
      serial[i] = 1_000_000_007L * i;
      small[i] = (1L << 60) + i * 31 % 16;
      prices[i] = (i * 7919 % 100_000) / 100.0;
    }
    assertThat(ChunkEncoder.encode(LongVector.of(serial), rows).bytes()).hasSizeLessThan(64);
    assertThat(ChunkEncoder.encode(LongVector.of(small), rows).bytes())
        .hasSizeLessThan(rows / 2 + 64);
    assertThat(ChunkEncoder.encode(DoubleVector.of(prices), rows).bytes())
        .hasSizeLessThan(17 * rows / 8 + 64);
  }

  @Test
  void dictionaryChunksDecodeToDictionaryVectors() {
    VectorBuilder builder = VectorBuilder.of(VectorKind.BYTES, 1);
    for (int i = 0; i < 1000; i++) {
      builder.appendBytes(("country " + i % 20).getBytes(StandardCharsets.UTF_8));
    }
    BytesVector decoded =
        (BytesVector) ChunkDecoder.decode(ChunkEncoder.encode(builder.build(), 1000).bytes());
    assertThat(decoded.codes()).isNotNull();
    assertThat(decoded.entryCount()).isEqualTo(20);
  }

  private static Vector vector(VectorKind kind, int rows, SplittableRandom random) {
    VectorBuilder builder = VectorBuilder.of(kind, rows);
    int nullEvery =
        switch (random.nextInt(5)) {
          case 0 -> 2;
          case 1 -> 50;
          case 2 -> random.nextInt(10) == 0 ? 1 : 7;
          default -> Integer.MAX_VALUE;
        };
    int shape = random.nextInt(8);
    long base = LONGS[random.nextInt(LONGS.length)];
    int width = random.nextInt(65);
    for (int row = 0; row < rows; row++) {
      if (nullEvery != Integer.MAX_VALUE && random.nextInt(nullEvery) == 0) {
        builder.appendNull();
        continue;
      }
      long bits = width == 64 ? random.nextLong() : random.nextLong() & ((1L << width) - 1);
      switch (kind) {
        case LONG -> builder.appendLong(longValue(shape, base, bits, row, random));
        case DOUBLE -> builder.appendDouble(doubleValue(shape, bits, random));
        case BYTES -> builder.appendBytes(bytesValue(shape, row, random));
      }
    }
    return builder.build();
  }

  private static long longValue(int shape, long base, long bits, int row, SplittableRandom random) {
    return switch (shape) {
      case 0 -> base;
      case 1 -> LONGS[random.nextInt(LONGS.length)];
      case 2 -> base + 1_000_003L * row;
      case 3 -> base + 1_000_003L * row + random.nextInt(100);
      case 4 -> (1L << 40) * random.nextInt(6);
      default -> base + bits;
    };
  }

  private static double doubleValue(int shape, long bits, SplittableRandom random) {
    return switch (shape) {
      case 0 -> -0.0;
      case 1 -> DOUBLES[random.nextInt(DOUBLES.length)];
      case 2, 3 -> random.nextInt(-1_000_000, 1_000_000) / 1e5;
      case 4 -> random.nextInt(10) / 3.0;
      default -> Double.longBitsToDouble(bits ^ random.nextLong());
    };
  }

  private static byte[] bytesValue(int shape, int row, SplittableRandom random) {
    String text =
        switch (shape) {
          case 0 -> "same";
          case 1 -> "";
          case 2 -> "value " + random.nextInt(9);
          case 3 -> "a common prefix " + row;
          case 4 -> random.nextInt(3) == 0 ? "" : "\0".repeat(random.nextInt(4));
          default -> Long.toString(random.nextLong(), 36).substring(random.nextInt(3));
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertSame(Vector actual, Vector expected, int count) {
    assertThat(actual.length()).isEqualTo(count);
    for (int row = 0; row < count; row++) {
      assertThat(actual.isNull(row)).isEqualTo(expected.isNull(row));
      if (!expected.isNull(row)) {
        assertThat(value(actual, row)).isEqualTo(value(expected, row));
      }
    }
  }

  private static Object value(Vector vector, int row) {
    return switch (vector) {
      case LongVector longs -> longs.get(row);
      case DoubleVector doubles -> Double.doubleToRawLongBits(doubles.get(row));
      case BytesVector bytes -> bytes.string(row);
    };
  }

  private static void assertBounds(EncodedChunk encoded, Vector vector, int count) {
    boolean any = false;
    for (int row = 0; row < count; row++) {
      if (vector.isNull(row)) {
        continue;
      }
      any = true;
      switch (vector) {
        case LongVector longs ->
            assertThat(longs.get(row)).isBetween(encoded.minimum(), encoded.maximum());
        case DoubleVector doubles -> {
          double value = doubles.get(row);
          assertThat(value < Double.longBitsToDouble(encoded.minimum())).isFalse();
          assertThat(value > Double.longBitsToDouble(encoded.maximum())).isFalse();
          assertThat(
                  !Double.isNaN(value) || Double.isNaN(Double.longBitsToDouble(encoded.maximum())))
              .isTrue();
        }
        case BytesVector _ -> {}
      }
    }
    if (!any && vector instanceof LongVector) {
      assertThat(encoded.minimum()).isGreaterThan(encoded.maximum());
    }
  }
}
