package org.ordinaldb.storage;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;

/// Values of key columns as PostgreSQL writes them in `Key (id)=(1) already exists.`
final class KeyText {
  private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter();

  private KeyText() {}

  static String of(SqlType type, Vector vector, int row) {
    return switch (vector) {
      case LongVector longs -> ofLong(type, longs.values()[row]);
      case DoubleVector doubles -> ofDouble(type, doubles.values()[row]);
      case BytesVector bytes -> ofBytes(type, bytes, row);
    };
  }

  private static String ofLong(SqlType type, long value) {
    return switch (type.kind()) {
      case BOOLEAN -> value == 0 ? "f" : "t";
      case NUMERIC -> BigDecimal.valueOf(value, type.scale()).toPlainString();
      case DATE -> EPOCH.plusDays(value).toString();
      case TIME -> LocalTime.ofNanoOfDay(value * 1000).format(TIME);
      case TIMESTAMP -> timestamp(value);
      case TIMESTAMPTZ -> timestamp(value) + "+00";
      default -> Long.toString(value);
    };
  }

  private static String timestamp(long micros) {
    LocalDateTime time = EPOCH.atStartOfDay().plus(micros, ChronoUnit.MICROS);
    return time.toLocalDate() + " " + time.toLocalTime().format(TIME);
  }

  private static String ofDouble(SqlType type, double value) {
    String text =
        type.kind() == TypeKind.FLOAT4 ? Float.toString((float) value) : Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String ofBytes(SqlType type, BytesVector bytes, int row) {
    return switch (type.kind()) {
      case NUMERIC -> Decimals.decode(bytes, row).toPlainString();
      case UUID ->
          new UUID(
                  (long) ByteSink.LONG.get(bytes.data(), bytes.start(row)),
                  (long) ByteSink.LONG.get(bytes.data(), bytes.start(row) + 8))
              .toString();
      case BYTEA, INTERVAL -> "\\x" + HexFormat.of().formatHex(bytes.bytes(row));
      default -> bytes.string(row);
    };
  }
}
