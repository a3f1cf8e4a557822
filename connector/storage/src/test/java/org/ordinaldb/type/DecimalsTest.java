package org.ordinaldb.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class DecimalsTest {
  @Test
  void numbersComeBackWithTheirScale() {
    for (String text :
        new String[] {
          "0",
          "0.00",
          "1",
          "-1",
          "127",
          "128",
          "-128",
          "-129",
          "0.1",
          "1.10",
          "-99999.000001",
          "123456789012345678901234567890.123456789",
          "1E-16383",
          "-0.000000000000000000001"
        }) {
      BigDecimal value = new BigDecimal(text);
      byte[] bytes = Decimals.encode(value);
      assertThat(Decimals.decode(bytes, 0, bytes.length)).isEqualTo(value);
    }
  }

  @Test
  void negativeScalesBecomeZero() {
    byte[] bytes = Decimals.encode(new BigDecimal("12E+3"));
    assertThat(Decimals.decode(bytes, 0, bytes.length)).isEqualTo(new BigDecimal("12000"));
  }

  @Test
  void aRowOfAVectorIsDecodedInPlace() {
    VectorBuilder builder = VectorBuilder.of(VectorKind.BYTES, 2);
    builder.appendBytes(Decimals.encode(new BigDecimal("1.5")));
    builder.appendBytes(Decimals.encode(new BigDecimal("-2.25")));
    BytesVector vector = (BytesVector) builder.build();
    assertThat(Decimals.decode(vector, 1)).isEqualTo(new BigDecimal("-2.25"));
  }
}
