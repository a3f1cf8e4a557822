package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Constant;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;

/// Which clustering keys are wanted, in terms of expressions that are computed when the scan opens
/// (literals, parameters, correlated values): equality on the leading parts, then optionally
/// something about the next part. Every expression has the vector kind, and for scaled numerics the
/// scale, of its key part. A value that turns out NULL matches nothing.
///
/// @param equal values of the leading key parts, [#NULL] where NULL is wanted; empty for none
/// @param next what is asked of the part after them
/// @param low its lower bound, or the pattern for [Next#LIKE]; null for none
/// @param high its upper bound, or null
public record KeyBounds(
    List<Expression> equal,
    Next next,
    @Nullable Expression low,
    boolean lowInclusive,
    @Nullable Expression high,
    boolean highInclusive) {
  /// What is asked of the first part that is not equal to something.
  public enum Next {
    ANYTHING,
    /// It is not NULL and in a range.
    RANGE,
    /// It begins as the pattern of a LIKE does.
    LIKE
  }

  /// In `equal`: the key part is NULL.
  public static final Expression NULL = Constant.ofNull(SqlType.UNKNOWN);

  public KeyBounds {
    equal = List.copyOf(equal);
  }

  /// A range on the part after the equal ones, or nothing when it has no bounds.
  public KeyBounds(
      List<Expression> equal,
      @Nullable Expression low,
      boolean lowInclusive,
      @Nullable Expression high,
      boolean highInclusive) {
    this(
        equal,
        low == null && high == null ? Next.ANYTHING : Next.RANGE,
        low,
        lowInclusive,
        high,
        highInclusive);
  }

  /// Equality on the leading parts only.
  public static KeyBounds equalTo(List<Expression> values) {
    return new KeyBounds(values, null, false, null, false);
  }

  boolean isPoint(int keyParts) {
    return equal.size() == keyParts;
  }
}
