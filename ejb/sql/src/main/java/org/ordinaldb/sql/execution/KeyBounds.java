package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.Expression;

/// Which clustering keys are wanted, in terms of expressions that are computed when the scan opens
/// (literals, parameters, correlated values): equality on the leading parts, then optionally a range
/// on the next part. Every expression has the vector kind, and for scaled numerics the scale, of its
/// key part. A value that turns out NULL matches nothing.
///
/// @param equal values of the leading key parts; empty for none
/// @param low lower bound of the part after them, or null
/// @param high upper bound of the part after them, or null
public record KeyBounds(
    List<Expression> equal,
    @Nullable Expression low,
    boolean lowInclusive,
    @Nullable Expression high,
    boolean highInclusive) {
  public KeyBounds {
    equal = List.copyOf(equal);
  }

  /// Equality on the leading parts only.
  public static KeyBounds equalTo(List<Expression> values) {
    return new KeyBounds(values, null, false, null, false);
  }

  boolean isPoint(int keyParts) {
    return equal.size() == keyParts;
  }
}
