package org.ordinaldb.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

class JsonColumnTest {
  private static String json(SqlType type, Vector vector, int row) {
    ByteSink out = new ByteSink(16);
    new JsonColumn(type).write(vector, row, out);
    return new String(out.data(), 0, out.size(), StandardCharsets.UTF_8);
  }

  @Test
  void booleansAndNumbersAreBare() {
    assertThat(json(SqlType.BOOLEAN, LongVector.of(1), 0)).isEqualTo("true");
    assertThat(json(SqlType.INT8, LongVector.of(Long.MIN_VALUE), 0))
        .isEqualTo("-9223372036854775808");
    assertThat(json(SqlType.numeric(10, 2), LongVector.of(250), 0)).isEqualTo("2.50");
    assertThat(json(SqlType.FLOAT8, DoubleVector.of(0.1), 0)).isEqualTo("0.1");
  }

  @Test
  void numbersThatJsonLacksAreStrings() {
    assertThat(json(SqlType.FLOAT8, DoubleVector.of(Double.NaN), 0)).isEqualTo("\"NaN\"");
    assertThat(json(SqlType.FLOAT8, DoubleVector.of(Double.NEGATIVE_INFINITY), 0))
        .isEqualTo("\"-Infinity\"");
  }

  @Test
  void nullIsNull() {
    assertThat(json(SqlType.INT4, new LongVector(new long[1], 1, new long[] {1}), 0))
        .isEqualTo("null");
    assertThat(json(SqlType.TEXT, BytesVector.ofStrings("a", null), 1)).isEqualTo("null");
  }

  @Test
  void textIsEscapedAndKeepsItsCharacters() {
    assertThat(json(SqlType.TEXT, BytesVector.ofStrings("a\"b\\c\n\u0001 naïve 🙂"), 0))
        .isEqualTo("\"a\\\"b\\\\c\\n\\u0001 naïve 🙂\"");
  }

  @Test
  void datesAreStringsInIsoForm() {
    assertThat(json(SqlType.DATE, LongVector.of(1), 0)).isEqualTo("\"2000-01-02\"");
    assertThat(json(SqlType.TIMESTAMP, LongVector.of(1_500_000), 0))
        .isEqualTo("\"2000-01-01 00:00:01.5\"");
  }

  @Test
  void bytesAreHexadecimal() {
    BytesVector bytes = new BytesVector(new byte[] {0, -1}, new int[] {0, 2}, 1, null);
    assertThat(json(SqlType.BYTEA, bytes, 0)).isEqualTo("\"\\\\x00ff\"");
  }
}
