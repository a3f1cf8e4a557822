package org.ordinaldb.sql.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.VectorBuilder;

/// Conversions between types: read [#explicit], which is CAST; the other two differ from it only in
/// what happens to text that is too long.
public final class Casts {
  private Casts() {}

  /// A conversion that the statement does not write, as of an operand or argument. Modifiers of the
  /// target do not cut anything.
  public static Expression implicit(Expression operand, SqlType target) {
    boolean constrainedText = target.isText() && target.length() >= 0;
    return explicit(operand, constrainedText ? SqlType.of(target.kind()) : target);
  }

  /// A conversion to the type of a column that the value is stored in: text that does not fit is an
  /// error (22001) unless only blanks are lost.
  public static Expression assignment(Expression operand, SqlType target) {
    if (!target.isText() || target.length() < 0 || operand.type().equals(target)) {
      return explicit(operand, target);
    }
    return TextCasts.fit(explicit(operand, SqlType.TEXT), target, true);
  }

  /// CAST: text is cut to the target's length.
  ///
  /// Throws 42846 for types that do not convert.
  public static Expression explicit(Expression operand, SqlType target) {
    SqlType source = operand.type();
    if (source.equals(target)) {
      return operand;
    }
    if (operand instanceof Constant constant && constant.isNull()) {
      return Constant.ofNull(target);
    }
    if (target.isText()) {
      return toText(operand, target);
    }
    Expression cast = source.isText() ? ofText(operand, target) : convert(operand, target);
    if (cast == null) {
      throw new StatementException(
          SqlState.CANNOT_COERCE,
          "cannot cast type " + source.kind().sqlName() + " to " + target.kind().sqlName());
    }
    return cast;
  }

  /// A literal whose type was left open as one of `type`; anything else as it is.
  static Expression known(Expression operand, SqlType type) {
    return operand.type().kind() == TypeKind.UNKNOWN ? implicit(operand, type) : operand;
  }

  private static @Nullable Expression convert(Expression operand, SqlType target) {
    if (Numbers.isNumber(target) || target.kind() == TypeKind.BOOLEAN) {
      return NumberCasts.of(operand, target);
    }
    return DateTimeCasts.of(operand, target);
  }

  private static Expression toText(Expression operand, SqlType target) {
    SqlType source = operand.type();
    Expression text = operand;
    if (source.kind() == TypeKind.BOOLEAN) {
      text =
          new RowCall(
              SqlType.TEXT,
              List.of(operand),
              RowCall.Mode.STRICT,
              (in, out) -> out.putText(in.booleanAt(0) ? "true" : "false"));
    } else if (!source.isText()) {
      TextCodec codec = TextCodec.of(source);
      text =
          new RowCall(
              SqlType.TEXT,
              List.of(operand),
              RowCall.Mode.STRICT,
              (in, out) -> codec.write(in.vector(0), in.rowOf(0), out.sink(), in.format()));
    }
    return TextCasts.fit(text, target, false);
  }

  private static Expression ofText(Expression operand, SqlType target) {
    if (operand instanceof Constant constant && isSettled(constant.text(), target)) {
      VectorBuilder builder = VectorBuilder.of(target, 1);
      TextCodec.of(target).parse(constant.text(), builder, FormatSettings.DEFAULT);
      return new Constant(target, builder.build());
    }
    return new TextParse(operand, target);
  }

  /// Whether a text means the same whatever the session's settings and the time of day.
  private static boolean isSettled(String text, SqlType target) {
    return switch (target.kind()) {
      case TIMESTAMPTZ -> false;
      case DATE, TIMESTAMP, TIME ->
          text.length() > 4 && text.chars().limit(4).allMatch(c -> c >= '0' && c <= '9');
      default -> true;
    };
  }
}
