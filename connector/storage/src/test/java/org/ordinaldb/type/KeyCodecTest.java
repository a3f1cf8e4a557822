package org.ordinaldb.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ordinaldb.Seeds;

class KeyCodecTest {
  private static final List<SqlType> TYPES =
      List.of(
          SqlType.INT8,
          SqlType.FLOAT8,
          SqlType.TEXT,
          SqlType.BYTEA,
          SqlType.NUMERIC,
          SqlType.numeric(10, 2),
          SqlType.UUID,
          SqlType.BOOLEAN,
          SqlType.TIMESTAMP);

  @Test
  void bytesOfCompositeKeysOrderAsTheirValuesDo() {
    SplittableRandom random = new SplittableRandom(Seeds.next("KeyCodecTest"));
    for (int round = 0; round < 400; round++) {
      List<SqlType> types = new ArrayList<>();
      for (int part = 0; part <= random.nextInt(4); part++) {
        types.add(TYPES.get(random.nextInt(TYPES.size())));
      }
      List<@Nullable Object[]> rows = new ArrayList<>();
      for (int row = 0; row < 40; row++) {
        rows.add(row(types, rows, random));
      }
      assertOrder(types, rows);
    }
  }

  private static void assertOrder(List<SqlType> types, List<@Nullable Object[]> rows) {
    KeyCodec codec = new KeyCodec(types);
    Vector[] parts = vectors(types, rows);
    for (int a = 0; a < rows.size(); a++) {
      for (int b = 0; b < rows.size(); b++) {
        int expected = compare(types, rows.get(a), rows.get(b));
        int actual = Arrays.compareUnsigned(codec.encode(parts, a), codec.encode(parts, b));
        assertThat(Integer.signum(actual))
            .as(
                "%s: %s against %s",
                types, Arrays.deepToString(rows.get(a)), Arrays.deepToString(rows.get(b)))
            .isEqualTo(Integer.signum(expected));
      }
    }
  }

  @Test
  void leadingPartsArePrefixesOfTheirKeysAndNoOthers() {
    KeyCodec codec = new KeyCodec(List.of(SqlType.TEXT, SqlType.INT8));
    Vector[] parts = {
      BytesVector.ofStrings("a", "a", "a\0", "ab", null), LongVector.of(1, 2, 1, 1, 1)
    };
    for (int row = 0; row < 5; row++) {
      ByteSink prefix = new ByteSink(16);
      codec.encodePrefix(parts, row, 1, prefix);
      for (int other = 0; other < 5; other++) {
        byte[] key = codec.encode(parts, other);
        boolean starts =
            Arrays.equals(
                Arrays.copyOf(key, Math.min(key.length, prefix.size())), prefix.toByteArray());
        assertThat(starts).isEqualTo(row == other || row + other == 1);
      }
    }
  }

  @Test
  void successorsAreTheSmallestStringsAbove() {
    assertThat(KeyCodec.successor(new byte[] {1, -1})).containsExactly(1, -1, 0);
    assertThat(KeyCodec.successorOfPrefix(new byte[] {1, 2})).containsExactly(1, 3);
    assertThat(KeyCodec.successorOfPrefix(new byte[] {1, -1, -1})).containsExactly(2);
    assertThat(KeyCodec.successorOfPrefix(new byte[] {127})).containsExactly(-128);
    assertThat(KeyCodec.successorOfPrefix(new byte[] {-1, -1})).isNull();
    assertThat(KeyCodec.successorOfPrefix(new byte[0])).isNull();
  }

  @Test
  void singleLongsAreTheirBytes() {
    KeyCodec codec = new KeyCodec(List.of(SqlType.DATE));
    assertThat(codec.isSingleLong()).isTrue();
    for (long value : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      byte[] key = codec.encode(new Vector[] {LongVector.of(value)}, 0);
      assertThat(key).isEqualTo(KeyCodec.encodeLong(value)).hasSize(8);
      assertThat(KeyCodec.decodeLong(key)).isEqualTo(value);
    }
    assertThat(new KeyCodec(List.of(SqlType.TEXT)).isSingleLong()).isFalse();
    assertThat(new KeyCodec(List.of(SqlType.INT4, SqlType.INT4)).isSingleLong()).isFalse();
  }

  private static @Nullable Object[] row(
      List<SqlType> types, List<@Nullable Object[]> rows, SplittableRandom random) {
    @Nullable Object[] row = new @Nullable Object[types.size()];
    for (int part = 0; part < row.length; part++) {
      boolean asBefore = !rows.isEmpty() && random.nextInt(2) == 0;
      if (asBefore) {
        row[part] = rows.get(random.nextInt(rows.size()))[part];
      } else if (types.size() > 1 && random.nextInt(6) == 0) {
        row[part] = null;
      } else {
        row[part] = value(types.get(part), random);
      }
    }
    return row;
  }

  private static Object value(SqlType type, SplittableRandom random) {
    return switch (type.vectorKind()) {
      case LONG ->
          switch (random.nextInt(4)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> Long.MAX_VALUE;
            case 2 -> (long) random.nextInt(-2, 3);
            default -> random.nextLong();
          };
      case DOUBLE ->
          switch (random.nextInt(5)) {
            case 0 -> Double.NaN;
            case 1 -> random.nextBoolean() ? 0.0 : -0.0;
            case 2 -> random.nextBoolean() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            default -> random.nextDouble(-10, 10);
          };
      case BYTES ->
          switch (type.kind()) {
            case NUMERIC -> decimal(random);
            case UUID -> bytes(16, random);
            case BYTEA -> bytes(random.nextInt(4), random);
            default -> text(random).getBytes(StandardCharsets.UTF_8);
          };
    };
  }

  private static BigDecimal decimal(SplittableRandom random) {
    BigInteger digits = BigInteger.valueOf(random.nextLong(-1000, 1000));
    BigInteger unscaled = random.nextInt(4) == 0 ? digits.pow(7) : digits;
    return new BigDecimal(unscaled, random.nextInt(-3, 30));
  }

  private static byte[] bytes(int length, SplittableRandom random) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = new byte[] {0, 1, -1, 127}[random.nextInt(4)];
    }
    return bytes;
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.appendCodePoint(new int[] {0, 1, 'a', 'b', 0xe9, 0xffff, 0x1f600}[random.nextInt(7)]);
    }
    return text.toString();
  }

  private static Vector[] vectors(List<SqlType> types, List<@Nullable Object[]> rows) {
    Vector[] vectors = new Vector[types.size()];
    for (int part = 0; part < vectors.length; part++) {
      VectorBuilder builder = VectorBuilder.of(types.get(part), rows.size());
      for (@Nullable Object[] row : rows) {
        switch (row[part]) {
          case null -> builder.appendNull();
          case Long value -> builder.appendLong(value);
          case Double value -> builder.appendDouble(value);
          case BigDecimal value -> builder.appendBytes(Decimals.encode(value));
          case byte[] value -> builder.appendBytes(value);
          default -> throw new AssertionError();
        }
      }
      vectors[part] = builder.build();
    }
    return vectors;
  }

  /// SQL's order, told by the values: NULL last, NaN the greatest of the floats, -0.0 equal to 0.0.
  private static int compare(List<SqlType> types, @Nullable Object[] a, @Nullable Object[] b) {
    for (int part = 0; part < types.size(); part++) {
      int order = Comparator.nullsLast(KeyCodecTest::compareValues).compare(a[part], b[part]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compareValues(Object a, Object b) {
    return switch (a) {
      case Long value -> value.compareTo((Long) b);
      case Double value -> Double.compare(value + 0.0, (Double) b + 0.0);
      case BigDecimal value -> value.compareTo((BigDecimal) b);
      case byte[] value -> Arrays.compareUnsigned(value, (byte[]) b);
      default -> throw new AssertionError();
    };
  }
}
