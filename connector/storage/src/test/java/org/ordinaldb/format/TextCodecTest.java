package org.ordinaldb.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.FormatSettings.DateOrder;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.VectorBuilder;

/// The expected texts are PostgreSQL 15's answers.
class TextCodecTest {
  private static final FormatSettings BERLIN =
      FormatSettings.DEFAULT.withTimeZone(
          java.util.Objects.requireNonNull(TimeZones.parse("Europe/Berlin")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BOOLEAN     | TRUE                          | t
          BOOLEAN     | of                            | f
          BOOLEAN     | 1                             | t
          INT2        | -32768                        | -32768
          INT4        | +5                            | 5
          INT8        | -9223372036854775808          | -9223372036854775808
          INT8        | 9223372036854775807           | 9223372036854775807
          OID         | -1                            | 4294967295
          FLOAT8      | 1e20                          | 1e+20
          FLOAT8      | 0.00001                       | 1e-05
          FLOAT8      | 1e14                          | 100000000000000
          FLOAT8      | 1e15                          | 1e+15
          FLOAT8      | 1e23                          | 9.999999999999999e+22
          FLOAT8      | 4.9e-324                      | 5e-324
          FLOAT8      | -0                            | -0
          FLOAT8      | 0.1                           | 0.1
          FLOAT8      | 47.376887                     | 47.376887
          FLOAT8      | 9007199254740993              | 9.007199254740992e+15
          FLOAT8      | inf                           | Infinity
          FLOAT8      | NaN                           | NaN
          FLOAT4      | 0.1                           | 0.1
          FLOAT4      | 1000000                       | 1e+06
          FLOAT4      | 16777217                      | 1.6777216e+07
          FLOAT4      | 8589934592                    | 8.589935e+09
          FLOAT4      | 3.4028235e38                  | 3.4028235e+38
          FLOAT4      | 1e-45                         | 1e-45
          NUMERIC     | 1e5                           | 100000
          NUMERIC     | 1e-5                          | 0.00001
          NUMERIC     | -0.00                         | 0.00
          NUMERIC     | 1.50                          | 1.50
          NUMERIC     | 12345678901234567890.123456789| 12345678901234567890.123456789
          TEXT        | hé                            | hé
          DATE        | 2024-02-29                    | 2024-02-29
          DATE        | Jan 8, 1999                   | 1999-01-08
          DATE        | 1999-Jan-08                   | 1999-01-08
          DATE        | 19990108                      | 1999-01-08
          DATE        | 1/2/3                         | 2003-01-02
          DATE        | J2451187                      | 1999-01-08
          DATE        | January 8, 99 BC              | 0099-01-08 BC
          DATE        | 4714-11-24 BC                 | 4714-11-24 BC
          DATE        | 5874897-12-31                 | 5874897-12-31
          DATE        | infinity                      | infinity
          DATE        | epoch                         | 1970-01-01
          TIME        | 04:05 PM                      | 16:05:00
          TIME        | 24:00                         | 24:00:00
          TIME        | 04:05:06.7891236              | 04:05:06.789124
          TIME        | 040506                        | 04:05:06
          TIMESTAMP   | 2020-01-01T10:00:00.25        | 2020-01-01 10:00:00.25
          TIMESTAMP   | 2020-01-01 23:59:60           | 2020-01-02 00:00:00
          TIMESTAMP   | 20200101T010203               | 2020-01-01 01:02:03
          TIMESTAMP   | -infinity                     | -infinity
          TIMESTAMP   | 0044-03-15 12:00 BC           | 0044-03-15 12:00:00 BC
          TIMESTAMPTZ | 2020-07-01 12:00              | 2020-07-01 12:00:00+02
          TIMESTAMPTZ | 2020-07-01 12:00:00Z          | 2020-07-01 14:00:00+02
          TIMESTAMPTZ | 2020-07-01 12:00 EST          | 2020-07-01 19:00:00+02
          TIMESTAMPTZ | 2020-07-01 12:00+05:30        | 2020-07-01 08:30:00+02
          TIMESTAMPTZ | 2020-07-01 12:00 America/New_York | 2020-07-01 18:00:00+02
          TIMESTAMPTZ | 2020-03-29 02:30              | 2020-03-29 03:30:00+02
          TIMESTAMPTZ | 2020-10-25 02:30              | 2020-10-25 02:30:00+01
          TIMESTAMPTZ | 1800-01-01 00:00              | 1800-01-01 00:00:00+00:53:28
          INTERVAL    | 1 year 2 months               | 1 year 2 mons
          INTERVAL    | -1 day +02:03                 | -1 days +02:03:00
          INTERVAL    | 1 mon -1 day                  | 1 mon -1 days
          INTERVAL    | 1.5 months                    | 1 mon 15 days
          INTERVAL    | 3 days ago                    | -3 days
          INTERVAL    | -00:00:01.5                   | -00:00:01.5
          INTERVAL    | P1Y2M3DT4H5M6S                | 1 year 2 mons 3 days 04:05:06
          INTERVAL    | 1 2:03:04                     | 1 day 02:03:04
          INTERVAL    | 0                             | 00:00:00
          UUID        | {A0EEBC999C0B4EF8BB6D6BB9BD380A11} | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
          BYTEA       | \\x4A4b                       | \\x4a4b
          BYTEA       | a\\\\b\\101                   | \\x615c6241
          """)
  void readsAndPrintsAsPostgresDoes(TypeKind kind, String input, String output) {
    assertThat(roundTrip(SqlType.of(kind), input)).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INT2        | 40000       | 22003 | value "40000" is out of range for type smallint
          INT4        | 1.5         | 22P02 | invalid input syntax for type integer: "1.5"
          INT4        | ''          | 22P02 | invalid input syntax for type integer: ""
          INT8        | 9223372036854775808 | 22003 | value "9223372036854775808" is out of range for type bigint
          BOOLEAN     | o           | 22P02 | invalid input syntax for type boolean: "o"
          FLOAT8      | 1e400       | 22003 | "1e400" is out of range for type double precision
          FLOAT8      | 1.5d        | 22P02 | invalid input syntax for type double precision: "1.5d"
          FLOAT4      | 1e-50       | 22003 | "1e-50" is out of range for type real
          NUMERIC     | 1e131073    | 22003 | value overflows numeric format
          NUMERIC     | 1e99999999999 | 22003 | value overflows numeric format
          DATE        | 2020-02-30  | 22008 | date/time field value out of range: "2020-02-30"
          DATE        | 2020-13-01  | 22008 | date/time field value out of range: "2020-13-01"
          DATE        | foo         | 22007 | invalid input syntax for type date: "foo"
          DATE        | 5874898-01-01 | 22008 | date out of range: "5874898-01-01"
          TIMESTAMP   | 294277-01-01 | 22008 | timestamp out of range: "294277-01-01"
          TIME        | 24:00:00.1  | 22008 | date/time field value out of range: "24:00:00.1"
          TIMESTAMPTZ | 2020-01-01 10:00 foo | 22007 | invalid input syntax for type timestamp with time zone: "2020-01-01 10:00 foo"
          TIMESTAMPTZ | 2020-01-01 10:00 Foo/Bar | 22023 | time zone "foo/bar" not recognized
          TIMESTAMPTZ | 2020-01-01 10:00+17 | 22009 | time zone displacement out of range: "2020-01-01 10:00+17"
          INTERVAL    | 1 foo       | 22007 | invalid input syntax for type interval: "1 foo"
          INTERVAL    | 999999999999 years | 22015 | interval field value out of range: "999999999999 years"
          UUID        | zz          | 22P02 | invalid input syntax for type uuid: "zz"
          BYTEA       | \\x4g       | 22023 | invalid hexadecimal digit: "g"
          BYTEA       | \\x414      | 22023 | invalid hexadecimal data: odd number of digits
          OID         | 4294967296  | 22003 | value "4294967296" is out of range for type oid
          """)
  void refusesAsPostgresDoes(TypeKind kind, String input, String state, String message) {
    SqlType type = SqlType.of(kind);
    assertThatThrownBy(() -> roundTrip(type, input))
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.state().code()).isEqualTo(state))
        .hasMessage(message);
  }

  @Test
  void numericRoundsToItsScaleAndKeepsItsPrecision() {
    SqlType type = SqlType.numeric(5, 2);
    assertThat(roundTrip(type, "999.994")).isEqualTo("999.99");
    assertThat(roundTrip(type, "-0.005")).isEqualTo("-0.01");
    assertThat(roundTrip(type, "1e2")).isEqualTo("100.00");
    assertThatThrownBy(() -> roundTrip(type, "999.995"))
        .hasMessage("numeric field overflow")
        .isInstanceOfSatisfying(
            SqlException.class,
            e ->
                assertThat(e.detail())
                    .isEqualTo(
                        "A field with precision 5, scale 2 must round to an absolute value less"
                            + " than 10^3."));
    assertThat(roundTrip(SqlType.numeric(30, 4), "1.23456")).isEqualTo("1.2346");
    assertThat(roundTrip(SqlType.numeric(18, 18), "-0.5")).isEqualTo("-0.500000000000000000");
  }

  @Test
  void charactersBeyondTheLimitMayOnlyBeBlanks() {
    assertThat(roundTrip(SqlType.varchar(3), "äöü  ")).isEqualTo("äöü");
    assertThatThrownBy(() -> roundTrip(SqlType.varchar(3), "abcd"))
        .hasMessage("value too long for type character varying(3)");
    assertThatThrownBy(() -> roundTrip(SqlType.character(3), "abcd"))
        .hasMessage("value too long for type character(3)");
  }

  @Test
  void charPrintsWithItsBlanksAndStandsWithoutThem() {
    SqlType type = SqlType.character(4);
    VectorBuilder builder = VectorBuilder.of(type, 1);
    TextCodec.of(type).parse("é ", builder, FormatSettings.DEFAULT);
    var vector = (org.ordinaldb.type.BytesVector) builder.build();
    assertThat(vector.string(0)).isEqualTo("é");
    assertThat(TextCodec.of(type).text(vector, 0, FormatSettings.DEFAULT)).isEqualTo("é   ");
  }

  @Test
  void textMustBeUtf8WithoutZeroBytes() {
    for (byte[] wrong :
        new byte[][] {
          {(byte) 0xff}, {0}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, 0}
        }) {
      VectorBuilder builder = VectorBuilder.of(SqlType.TEXT, 1);
      assertThatThrownBy(() ->
              TextCodec.of(SqlType.TEXT)
                  .parse(wrong, 0, wrong.length, builder, FormatSettings.DEFAULT))
          .hasMessageStartingWith("invalid byte sequence for encoding \"UTF8\": 0x");
      assertThat(builder.length()).isZero();
    }
    assertThat(roundTrip(SqlType.TEXT, "eight ascii bytes, then 😀")).endsWith("😀");
  }

  @Test
  void dateOrderDecidesWhatComesFirst() {
    FormatSettings dmy = FormatSettings.DEFAULT.withDateOrder(DateOrder.ofDateStyle("ISO, DMY"));
    assertThat(roundTrip(SqlType.DATE, "1/2/2003", dmy)).isEqualTo("2003-02-01");
    FormatSettings ymd = FormatSettings.DEFAULT.withDateOrder(DateOrder.YMD);
    assertThat(roundTrip(SqlType.DATE, "1/2/3", ymd)).isEqualTo("2001-02-03");
  }

  @Test
  void nowComesFromTheClock() {
    FormatSettings fixed =
        BERLIN.withClock(InstantSource.fixed(Instant.parse("2024-02-29T23:30:00.5Z")));
    assertThat(roundTrip(SqlType.TIMESTAMPTZ, "now", fixed)).isEqualTo("2024-03-01 00:30:00.5+01");
    assertThat(roundTrip(SqlType.DATE, "today", fixed)).isEqualTo("2024-03-01");
    assertThat(roundTrip(SqlType.TIMESTAMP, "yesterday", fixed)).isEqualTo("2024-02-29 00:00:00");
  }

  @Test
  void everyFloatReadsBackAsItself() {
    long seed = Long.getLong("seed", 42);
    Random random = new Random(seed);
    TextCodec codec = TextCodec.of(SqlType.FLOAT8);
    ByteSink sink = new ByteSink(32);
    for (int i = 0; i < 20_000; i++) {
      double value =
          i % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextInt(1_000_000) / 1000.0;
      sink.clear();
      codec.write(new DoubleVector(new double[] {value}, 1, null), 0, sink, FormatSettings.DEFAULT);
      VectorBuilder builder = VectorBuilder.of(SqlType.FLOAT8, 1);
      codec.parse(sink.data(), 0, sink.size(), builder, FormatSettings.DEFAULT);
      Double back = ((DoubleVector) builder.build()).values()[0];
      String text = new String(sink.data(), 0, sink.size(), StandardCharsets.US_ASCII);
      assertThat(back)
          .as("%s printed as %s, -Dseed=%d", value, text, seed)
          .isEqualTo(Double.valueOf(value));
    }
  }

  @Test
  void everyDayReadsBackAsItself() {
    for (int days = CivilDate.DAYS_MIN; days < 3_000_000; days += 97) {
      long civil = CivilDate.ofDays(days);
      assertThat(
              CivilDate.days(CivilDate.year(civil), CivilDate.month(civil), CivilDate.day(civil)))
          .isEqualTo(days);
    }
  }

  @Test
  void timeZoneSettingsTakeNamesHoursAndPosixForms() {
    assertThat(TimeZones.parse("europe/BERLIN")).hasToString("Europe/Berlin");
    assertThat(TimeZones.parse("+5")).hasToString("+05:00");
    assertThat(TimeZones.parse("UTC+3")).hasToString("-03:00");
    assertThat(TimeZones.parse("Mars/Olympus")).isNull();
  }

  private static String roundTrip(SqlType type, String input) {
    return roundTrip(type, input, BERLIN);
  }

  private static String roundTrip(SqlType type, String input, FormatSettings settings) {
    VectorBuilder builder = VectorBuilder.of(type, 1);
    TextCodec codec = TextCodec.of(type);
    codec.parse(input, builder, settings);
    return codec.text(builder.build(), 0, settings);
  }
}
