package org.ordinaldb.sql.expression;

/// The six comparisons, each as "equal" or "less than" with its operands swapped or its result
/// negated, so that kernels need two loops. Negation is sound because nulls are masked apart and
/// every type is totally ordered (NaN included).
public enum ComparisonOperator {
  EQUAL(true, false, false),
  NOT_EQUAL(true, false, true),
  LESS(false, false, false),
  LESS_OR_EQUAL(false, true, true),
  GREATER(false, true, false),
  GREATER_OR_EQUAL(false, false, true);

  private final boolean equality;
  private final boolean swapped;
  private final boolean negated;

  ComparisonOperator(boolean equality, boolean swapped, boolean negated) {
    this.equality = equality;
    this.swapped = swapped;
    this.negated = negated;
  }

  boolean isEquality() {
    return equality;
  }

  boolean isSwapped() {
    return swapped;
  }

  boolean isNegated() {
    return negated;
  }

  /// The operator that says the same of the operands in the other order.
  public ComparisonOperator flip() {
    return switch (this) {
      case EQUAL, NOT_EQUAL -> this;
      case LESS -> GREATER;
      case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
      case GREATER -> LESS;
      case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
    };
  }

  /// Whether operands that compare so (negative, zero, positive) satisfy it.
  public boolean holds(int comparison) {
    return switch (this) {
      case EQUAL -> comparison == 0;
      case NOT_EQUAL -> comparison != 0;
      case LESS -> comparison < 0;
      case LESS_OR_EQUAL -> comparison <= 0;
      case GREATER -> comparison > 0;
      case GREATER_OR_EQUAL -> comparison >= 0;
    };
  }
}
