package org.ordinaldb.sql.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Conversions among date, time, timestamp, timestamptz and interval; between timestamptz and the
/// rest by the session's time zone.
final class DateTimeCasts {
  private DateTimeCasts() {}

  /// Null when there is no such conversion.
  static @Nullable Expression of(Expression operand, SqlType target) {
    if (operand.type().kind() == target.kind()) {
      return new Retyped(operand, target);
    }
    RowKernel kernel = kernel(operand.type().kind(), target.kind());
    return kernel == null
        ? null
        : new RowCall(target, List.of(operand), RowCall.Mode.STRICT, kernel);
  }

  private static @Nullable RowKernel kernel(TypeKind source, TypeKind target) {
    return switch (target) {
      case DATE -> toDate(source);
      case TIME -> toTime(source);
      case TIMESTAMP -> toTimestamp(source);
      case TIMESTAMPTZ -> toInstant(source);
      case INTERVAL ->
          source == TypeKind.TIME
              ? (in, out) -> out.putInterval(new Interval(0, 0, in.longAt(0)))
              : null;
      default -> null;
    };
  }

  private static @Nullable RowKernel toDate(TypeKind source) {
    return switch (source) {
      case TIMESTAMP -> (in, out) -> out.putLong(Moments.dateOfTimestamp(in.longAt(0)));
      case TIMESTAMPTZ -> (in, out) -> out.putLong(Moments.dateOfTimestamp(local(in)));
      default -> null;
    };
  }

  private static @Nullable RowKernel toTime(TypeKind source) {
    return switch (source) {
      case TIMESTAMP -> (in, out) -> putTime(in.longAt(0), out);
      case TIMESTAMPTZ -> (in, out) -> putTime(local(in), out);
      case INTERVAL ->
          (in, out) ->
              out.putLong(Math.floorMod(in.intervalAt(0).micros(), Moments.MICROS_PER_DAY));
      default -> null;
    };
  }

  private static void putTime(long timestamp, RowWriter out) {
    if (Moments.isInfinite(timestamp)) {
      out.putNull();
    } else {
      out.putLong(Math.floorMod(timestamp, Moments.MICROS_PER_DAY));
    }
  }

  private static @Nullable RowKernel toTimestamp(TypeKind source) {
    return switch (source) {
      case DATE -> (in, out) -> out.putLong(Moments.timestampOfDate(in.longAt(0)));
      case TIMESTAMPTZ -> (in, out) -> out.putLong(local(in));
      default -> null;
    };
  }

  private static @Nullable RowKernel toInstant(TypeKind source) {
    return switch (source) {
      case DATE -> (in, out) -> out.putLong(instant(Moments.timestampOfDate(in.longAt(0)), in));
      case TIMESTAMP -> (in, out) -> out.putLong(instant(in.longAt(0), in));
      default -> null;
    };
  }

  private static long local(RowArguments in) {
    return Moments.localOfInstant(in.longAt(0), in.format().timeZone());
  }

  private static long instant(long local, RowArguments in) {
    return Moments.instantOfLocal(local, in.format().timeZone());
  }
}
