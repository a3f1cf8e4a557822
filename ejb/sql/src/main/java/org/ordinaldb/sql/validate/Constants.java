package org.ordinaldb.sql.validate;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.sql.parser.StringConstant;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Reads string constants as values of the type that their place asks for, as PostgreSQL does while
/// it analyses: a wrong one is an error there and then, with its position, and a right one is a
/// constant for the planner.
final class Constants {
  private static final LocalDate EPOCH_2000 = LocalDate.of(2000, 1, 1);

  private Constants() {}

  /// The constant, or null where a cast has to read the text again when the statement runs: its
  /// meaning depends on the session, or Calcite has no such literal.
  static @Nullable SqlNode read(StringConstant constant, SqlType type, FormatSettings format) {
    SqlNode literal = literal(constant, type);
    if (literal == null) {
      value(constant, SqlType.of(type.kind()), format);
    }
    return literal;
  }

  private static @Nullable SqlNode literal(StringConstant constant, SqlType type) {
    String text = constant.text().strip();
    SqlParserPos position = constant.getParserPosition();
    return switch (type.kind()) {
      case INT2, INT4, INT8, OID ->
          SqlLiteral.createExactNumeric(
              Long.toString(longValue(constant, SqlType.of(type.kind()))), position);
      case BOOLEAN -> SqlLiteral.createBoolean(longValue(constant, SqlType.BOOLEAN) != 0, position);
      case NUMERIC -> numeric(text, type, position);
      case DATE -> date(constant, position);
      case TIMESTAMP -> timestamp(constant, position);
      default -> null;
    };
  }

  private static long longValue(StringConstant constant, SqlType type) {
    return ((LongVector) value(constant, type, FormatSettings.DEFAULT)).values()[0];
  }

  private static Vector value(StringConstant constant, SqlType type, FormatSettings format) {
    VectorBuilder builder = VectorBuilder.of(type, 1);
    byte[] bytes = constant.text().getBytes(StandardCharsets.UTF_8);
    try {
      TextCodec.of(type).parse(bytes, 0, bytes.length, builder, format);
    } catch (SqlException e) {
      throw e.position(constant.getParserPosition().getColumnNum());
    }
    return builder.build();
  }

  /// Plain decimal numbers; a cast takes the rest (`NaN`, and texts that are no number).
  private static @Nullable SqlNode numeric(String text, SqlType type, SqlParserPos position) {
    if (!text.matches("[-+]?(\\d{1,200}(\\.\\d{0,200})?|\\.\\d{1,200})")) {
      return null;
    }
    BigDecimal value = new BigDecimal(text);
    if (type.length() > 0 && value.scale() > type.scale()) {
      return null;
    }
    return SqlLiteral.createExactNumeric(value.toPlainString(), position);
  }

  private static boolean dependsOnSession(String text) {
    return text.isEmpty() || !Character.isDigit(text.charAt(0)) || !text.matches("\\d{4}-.*");
  }

  private static @Nullable SqlNode date(StringConstant constant, SqlParserPos position) {
    if (dependsOnSession(constant.text().strip())) {
      return null;
    }
    LocalDate date = EPOCH_2000.plusDays(longValue(constant, SqlType.DATE));
    return date.getYear() < 1 || date.getYear() > 9999
        ? null
        : SqlLiteral.createDate(
            new DateString(date.getYear(), date.getMonthValue(), date.getDayOfMonth()), position);
  }

  private static @Nullable SqlNode timestamp(StringConstant constant, SqlParserPos position) {
    if (dependsOnSession(constant.text().strip())) {
      return null;
    }
    long micros = longValue(constant, SqlType.TIMESTAMP);
    LocalDateTime time = EPOCH_2000.atStartOfDay().plus(micros, ChronoUnit.MICROS);
    if (time.getYear() < 1 || time.getYear() > 9999) {
      return null;
    }
    TimestampString text =
        new TimestampString(
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond())
            .withNanos(time.getNano());
    return SqlLiteral.createTimestamp(
        org.apache.calcite.sql.type.SqlTypeName.TIMESTAMP, text, 6, position);
  }
}
