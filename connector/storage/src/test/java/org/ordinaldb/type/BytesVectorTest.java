package org.ordinaldb.type;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesVectorTest {
  @Test
  void codedAndPlainRowsReadAlike() {
    BytesVector entries = BytesVector.ofStrings("", "ab", "é");
    BytesVector coded =
        new BytesVector(entries.data(), entries.offsets(), 3, new int[] {1, 2, 0, 1}, 4, null);
    BytesVector plain = BytesVector.ofStrings("ab", "é", "", "ab");
    for (int row = 0; row < 4; row++) {
      assertThat(coded.string(row)).isEqualTo(plain.string(row));
      assertThat(coded.bytes(row)).isEqualTo(plain.bytes(row));
      assertThat(coded.byteLength(row)).isEqualTo(plain.byteLength(row));
      assertThat(BytesVector.compare(coded, row, plain, row)).isZero();
    }
  }

  @Test
  void comparesAsUnsignedBytes() {
    BytesVector vector = BytesVector.ofStrings("z", "é", "", "za");
    assertThat(BytesVector.compare(vector, 0, vector, 1)).isNegative();
    assertThat(BytesVector.compare(vector, 2, vector, 0)).isNegative();
    assertThat(BytesVector.compare(vector, 3, vector, 0)).isPositive();
  }
}
