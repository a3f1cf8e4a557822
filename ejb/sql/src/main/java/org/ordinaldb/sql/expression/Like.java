package org.ordinaldb.sql.expression;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.Utf8;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// LIKE and ILIKE. The escape character is a backslash unless ESCAPE names another, or none with an
/// empty string.
public final class Like {
  private static final byte[] BACKSLASH = {'\\'};

  private Like() {}

  /// @param operands the text, the pattern, perhaps the escape character
  public static Expression of(List<Expression> operands, boolean insensitive) {
    Expression[] texts = new Expression[operands.size()];
    boolean scalarPattern = true;
    for (int i = 0; i < texts.length; i++) {
      texts[i] = Casts.implicit(operands.get(i), SqlType.TEXT);
      scalarPattern &= i == 0 || texts[i].isScalar();
    }
    return scalarPattern
        ? new WithScalarPattern(insensitive, texts)
        : new WithPatterns(insensitive, texts);
  }

  public static Expression not(Expression like) {
    return new Negation(like);
  }

  private static BytesPredicate compile(byte[] pattern, byte[] escape, boolean insensitive) {
    if (escape.length > 0 && Utf8.characterCount(escape, 0, escape.length) > 1) {
      StatementException error =
          new StatementException(SqlState.INVALID_ESCAPE_SEQUENCE, "invalid escape string");
      error.hint("Escape string must be empty or one character.");
      throw error;
    }
    if (!insensitive) {
      return LikePattern.compile(pattern, escape);
    }
    byte[] lowered = lower(pattern, 0, pattern.length);
    BytesPredicate predicate = LikePattern.compile(lowered, escape);
    return (data, start, end) -> {
      byte[] text = lower(data, start, end);
      return predicate.test(text, 0, text.length);
    };
  }

  private static byte[] lower(byte[] data, int start, int end) {
    byte[] lowered = new byte[end - start];
    for (int i = start; i < end; i++) {
      byte b = data[i];
      if (b < 0) {
        return new String(data, start, end - start, StandardCharsets.UTF_8)
            .toLowerCase(Locale.ROOT)
            .getBytes(StandardCharsets.UTF_8);
      }
      lowered[i - start] = (byte) (b >= 'A' && b <= 'Z' ? b + 32 : b);
    }
    return lowered;
  }

  private static final class WithScalarPattern extends BytesTest {
    private final boolean insensitive;

    WithScalarPattern(boolean insensitive, Expression... operands) {
      super(operands);
      this.insensitive = insensitive;
    }

    @Override
    protected @Nullable BytesPredicate predicate(EvaluationContext context) {
      BytesVector pattern = (BytesVector) operand(1).evaluateScalar(context);
      byte[] escape = BACKSLASH;
      boolean anyNull = pattern.isNull(0);
      if (operandCount() > 2) {
        BytesVector third = (BytesVector) operand(2).evaluateScalar(context);
        anyNull |= third.isNull(0);
        escape = third.bytes(0);
      }
      return anyNull ? null : compile(pattern.bytes(0), escape, insensitive);
    }
  }

  private static final class WithPatterns extends Call {
    private final boolean insensitive;

    WithPatterns(boolean insensitive, Expression... operands) {
      super(SqlType.BOOLEAN, operands);
      this.insensitive = insensitive;
    }

    @Override
    protected Vector compute(ColumnBatch batch, EvaluationContext context) {
      int rowCount = batch.rowCount();
      BytesVector text = (BytesVector) operand(0).evaluate(batch, context);
      BytesVector pattern = (BytesVector) operand(1).evaluate(batch, context);
      long[] nulls = Nulls.union(text, pattern, rowCount);
      BytesVector escape = null;
      if (operandCount() > 2) {
        escape = (BytesVector) operand(2).evaluate(batch, context);
        nulls = Nulls.union(nulls, escape.nulls(), rowCount);
      }
      long[] truth = new long[rowCount];
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (!Nulls.at(nulls, row)) {
          byte[] escapeBytes = escape == null ? BACKSLASH : escape.bytes(row);
          boolean matches =
              compile(pattern.bytes(row), escapeBytes, insensitive)
                  .test(text.data(), text.start(row), text.end(row));
          truth[row] = matches ? 1 : 0;
        }
      }
      return new LongVector(truth, rowCount, nulls);
    }
  }
}
