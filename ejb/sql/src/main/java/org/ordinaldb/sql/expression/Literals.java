package org.ordinaldb.sql.expression;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.SqlType;

/// Calcite's literals as values.
final class Literals {
  private static final long MICROS_PER_MILLI = 1000;
  private static final long DAYS_TO_2000 = 10_957;
  private static final long MILLIS_TO_2000 = DAYS_TO_2000 * 86_400_000L;

  private Literals() {}

  static Constant constant(RexLiteral literal) {
    RelDataType type = literal.getType();
    SqlIntervalQualifier unit = type.getIntervalQualifier();
    if (unit != null) {
      return interval(literal, unit);
    }
    Comparable<?> value = literal.getValueAs(Comparable.class);
    if (value instanceof Enum<?> symbol) {
      return Constant.ofText(SqlType.TEXT, symbol.name());
    }
    // A string in quotes comes as char(n); its blanks count until its neighbours say otherwise.
    SqlType sqlType =
        type.getSqlTypeName() == SqlTypeName.CHAR ? SqlType.UNKNOWN : RelTypes.sqlType(type);
    return value == null ? Constant.ofNull(sqlType) : constant(value, sqlType);
  }

  /// Calcite's months or milliseconds as an interval; without a value, as in EXTRACT, the unit's name.
  private static Constant interval(RexLiteral literal, SqlIntervalQualifier unit) {
    BigDecimal value = literal.getValueAs(BigDecimal.class);
    if (value == null) {
      String name = unit.timeFrameName;
      return Constant.ofText(SqlType.TEXT, name != null ? name : unit.getStartUnit().name());
    }
    Interval interval;
    if (unit.isYearMonth()) {
      interval = new Interval(value.intValueExact(), 0, 0);
    } else {
      long micros = value.multiply(BigDecimal.valueOf(MICROS_PER_MILLI)).longValue();
      boolean hasDays = unit.getStartUnit() == TimeUnit.DAY || unit.getStartUnit() == TimeUnit.WEEK;
      int days = hasDays ? (int) (micros / Interval.MICROS_PER_DAY) : 0;
      interval = new Interval(0, days, micros - days * Interval.MICROS_PER_DAY);
    }
    return Constant.ofBytes(SqlType.INTERVAL, interval.encode());
  }

  /// A value in one of the forms that RexLiteral keeps, such as the end of a range.
  static Constant constant(Object value, SqlType type) {
    return switch (value) {
      case Boolean truth -> Constant.ofBoolean(truth);
      case BigDecimal number -> number(number, type);
      case Number number -> number(new BigDecimal(number.toString()), type);
      case NlsString text -> Constant.ofText(type, text.getValue());
      case String text -> Constant.ofText(type, text);
      case UUID uuid -> Constant.ofBytes(type, uuidBytes(uuid));
      case ByteString bytes -> Constant.ofBytes(type, bytes.getBytes());
      case DateString date -> Constant.ofLong(type, date.getDaysSinceEpoch() - DAYS_TO_2000);
      case TimeString time -> Constant.ofLong(type, timeMicros(time));
      case TimestampString timestamp -> Constant.ofLong(type, timestampMicros(timestamp));
      default ->
          throw new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED, "a literal of type " + type + " is not supported");
    };
  }

  private static Constant number(BigDecimal number, SqlType type) {
    return switch (type.kind()) {
      case FLOAT4 -> Constant.ofDouble(type, number.floatValue());
      case FLOAT8 -> Constant.ofDouble(type, number.doubleValue());
      case NUMERIC -> numeric(number, type);
      default -> Constant.ofLong(type, number.longValueExact());
    };
  }

  private static Constant numeric(BigDecimal number, SqlType type) {
    if (type.isLongDecimal()) {
      BigDecimal scaled = number.setScale(type.scale(), RoundingMode.HALF_UP);
      return Constant.ofLong(type, scaled.unscaledValue().longValueExact());
    }
    BigDecimal scaled =
        type.length() > 0 ? number.setScale(type.scale(), RoundingMode.HALF_UP) : number;
    return Constant.ofBytes(type, Decimals.encode(scaled));
  }

  private static byte[] uuidBytes(UUID uuid) {
    ByteSink sink = new ByteSink(16);
    sink.putLong(uuid.getMostSignificantBits());
    sink.putLong(uuid.getLeastSignificantBits());
    return sink.toByteArray();
  }

  private static long timeMicros(TimeString time) {
    return time.getMillisOfDay() * MICROS_PER_MILLI + microsOfMilli(time.toString());
  }

  private static long timestampMicros(TimestampString timestamp) {
    return (timestamp.getMillisSinceEpoch() - MILLIS_TO_2000) * MICROS_PER_MILLI
        + microsOfMilli(timestamp.toString());
  }

  /// Digits 4 to 6 of the fraction of a second: Calcite's numbers end at milliseconds.
  private static long microsOfMilli(String text) {
    int point = Objects.requireNonNull(text).indexOf('.');
    long micros = 0;
    for (int i = point + 4; i <= point + 6; i++) {
      int digit = point >= 0 && i < text.length() ? text.charAt(i) - '0' : 0;
      micros = micros * 10 + digit;
    }
    return micros;
  }
}
