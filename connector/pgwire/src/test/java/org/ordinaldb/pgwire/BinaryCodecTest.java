package org.ordinaldb.pgwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// The expected bytes are what PostgreSQL 15's send functions give.
class BinaryCodecTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BOOLEAN     | t                                    | 01
          INT2        | -2                                   | fffe
          INT4        | 65536                                | 00010000
          INT8        | -1                                   | ffffffffffffffff
          OID         | 4294967295                           | ffffffff
          FLOAT4      | 1.5                                  | 3fc00000
          FLOAT8      | -0.1                                 | bfb999999999999a
          TEXT        | hé                                   | 68c3a9
          BYTEA       | \\x00ff                              | 00ff
          DATE        | 1999-12-31                           | ffffffff
          DATE        | infinity                             | 7fffffff
          TIME        | 00:00:01                             | 00000000000f4240
          TIMESTAMP   | 2000-01-01 00:00:01                  | 00000000000f4240
          TIMESTAMPTZ | 2000-01-01 00:00:00+01               | ffffffff296c5c00
          INTERVAL    | 1 mon 2 days 00:00:01                | 00000000000f42400000000200000001
          UUID        | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 | a0eebc999c0b4ef8bb6d6bb9bd380a11
          NUMERIC     | 0                                    | 0000000000000000
          NUMERIC     | 0.00                                 | 0000000000000002
          NUMERIC     | -12.34                               | 0002000040000002000c0d48
          NUMERIC     | 10000                                | 00010001000000000001
          NUMERIC     | 0.00001                              | 0001fffe0000000503e8
          NUMERIC     | 12345678901234567890.5               | 000600040000000104d2162e23340d801ed21388
          """)
  void isPostgresOwnForm(TypeKind kind, String text, String hex) {
    SqlType type = SqlType.of(kind);
    byte[] written = write(type, parseText(type, text));
    assertThat(HexFormat.of().formatHex(written)).isEqualTo(hex);
    assertThat(readBack(type, written)).isEqualTo(canonical(type, text));
  }

  @Test
  void scaledLongsAndWideNumericsWriteAlike() {
    for (String value : new String[] {"0", "-0.0001", "1234567890.1234", "99999999999999.9999"}) {
      SqlType narrow = SqlType.numeric(18, 4);
      SqlType wide = SqlType.numeric(30, 4);
      byte[] fromLong = write(narrow, parseText(narrow, value));
      assertThat(fromLong).isEqualTo(write(wide, parseText(wide, value)));
      assertThat(readBack(narrow, fromLong)).isEqualTo(canonical(narrow, value));
    }
  }

  @Test
  void wrongLengthsAndDigitsAreRefused() {
    assertThatThrownBy(() -> readBack(SqlType.INT4, new byte[3])).isInstanceOf(SqlException.class);
    byte[] digitTooLarge = HexFormat.of().parseHex("00010000000000002710");
    assertThatThrownBy(() -> readBack(SqlType.NUMERIC, digitTooLarge))
        .hasMessage("invalid digit in external \"numeric\" value");
    byte[] notANumber = HexFormat.of().parseHex("00000000c0000000");
    assertThatThrownBy(() -> readBack(SqlType.NUMERIC, notANumber))
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.state().code()).isEqualTo("0A000"));
  }

  private static Vector parseText(SqlType type, String text) {
    VectorBuilder builder = VectorBuilder.of(type, 1);
    TextCodec.of(type).parse(text, builder, FormatSettings.DEFAULT);
    return builder.build();
  }

  private static String canonical(SqlType type, String text) {
    return TextCodec.of(type).text(parseText(type, text), 0, FormatSettings.DEFAULT);
  }

  private static byte[] write(SqlType type, Vector vector) {
    ByteSink sink = new ByteSink(16);
    BinaryCodec.of(type).write(vector, 0, sink);
    return sink.toByteArray();
  }

  private static String readBack(SqlType type, byte[] bytes) {
    VectorBuilder builder = VectorBuilder.of(type, 1);
    BinaryCodec.of(type).parse(bytes, 0, bytes.length, builder);
    return TextCodec.of(type).text(builder.build(), 0, FormatSettings.DEFAULT);
  }
}
