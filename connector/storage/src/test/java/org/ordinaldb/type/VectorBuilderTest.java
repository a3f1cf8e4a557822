package org.ordinaldb.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ordinaldb.Seeds;

class VectorBuilderTest {
  @Test
  void rowsAreThoseThatWereAppendedAndNotTakenBack() {
    SplittableRandom random = new SplittableRandom(Seeds.next("VectorBuilderTest"));
    for (VectorKind kind : VectorKind.values()) {
      VectorBuilder builder = VectorBuilder.of(kind, random.nextInt(10));
      for (int round = 0; round < 200; round++) {
        List<@Nullable Object> expected = new ArrayList<>();
        for (int steps = random.nextInt(300); steps > 0; steps--) {
          if (random.nextInt(20) == 0) {
            int length = random.nextInt(expected.size() + 1);
            builder.truncate(length);
            expected.subList(length, expected.size()).clear();
          } else {
            append(builder, kind, expected, random);
          }
          assertThat(builder.length()).isEqualTo(expected.size());
        }
        assertThat(values(builder.build())).isEqualTo(expected);
        assertThat(builder.length()).as("after build").isZero();
      }
    }
  }

  @Test
  void rowsOfOtherVectorsAreCopiedNullsIncluded() {
    BytesVector entries = BytesVector.ofStrings("x", "y", "z");
    BytesVector coded =
        new BytesVector(
            entries.data(), entries.offsets(), 3, new int[] {2, 0, 2, 1}, 4, new long[] {0b1000});
    VectorBuilder builder = VectorBuilder.of(VectorKind.BYTES, 1);
    for (int row = 0; row < 4; row++) {
      builder.append(coded, row);
    }
    List<@Nullable Object> expected = new ArrayList<>(List.of("z", "x", "z"));
    expected.add(null);
    assertThat(values(builder.build())).isEqualTo(expected);
  }

  @Test
  void vectorsWithoutNullsHaveNoBitmap() {
    VectorBuilder builder = VectorBuilder.of(VectorKind.LONG, 4);
    builder.appendLong(1);
    assertThat(builder.build().hasNulls()).isFalse();
  }

  @Test
  void valuesOfAnotherKindAreRefused() {
    VectorBuilder longs = VectorBuilder.of(VectorKind.LONG, 1);
    assertThatThrownBy(() -> longs.appendDouble(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> longs.appendBytes(new byte[1]))
        .isInstanceOf(IllegalStateException.class);
  }

  private static void append(
      VectorBuilder builder,
      VectorKind kind,
      List<@Nullable Object> expected,
      SplittableRandom random) {
    if (random.nextInt(5) == 0) {
      builder.appendNull();
      expected.add(null);
      return;
    }
    switch (kind) {
      case LONG -> {
        long value = random.nextLong();
        builder.appendLong(value);
        expected.add(value);
      }
      case DOUBLE -> {
        double value = random.nextDouble();
        builder.appendDouble(value);
        expected.add(value);
      }
      case BYTES -> {
        String value = "v".repeat(random.nextInt(20));
        builder.appendBytes(value.getBytes(StandardCharsets.UTF_8));
        expected.add(value);
      }
    }
  }

  private static List<@Nullable Object> values(Vector vector) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int row = 0; row < vector.length(); row++) {
      if (vector.isNull(row)) {
        values.add(null);
      } else {
        values.add(
            switch (vector) {
              case LongVector longs -> longs.get(row);
              case DoubleVector doubles -> doubles.get(row);
              case BytesVector bytes -> bytes.string(row);
            });
      }
    }
    return values;
  }
}
