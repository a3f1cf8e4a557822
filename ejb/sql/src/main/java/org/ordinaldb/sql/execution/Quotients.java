package org.ordinaldb.sql.execution;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// Division and square root of numerics with the scales that PostgreSQL chooses.
///
/// PostgreSQL keeps numerics in digits of base 10,000 and asks for at least 16 significant decimal
/// digits of a quotient, judged by the position ("weight") and value of the operands' first base-10,000
/// digits (`select_div_scale` in its numeric.c).
final class Quotients {
  private static final int SIGNIFICANT_DIGITS_MIN = 16;
  private static final int SCALE_MAX = 1000;
  private static final int DIGITS_PER_LIMB = 4;

  private Quotients() {}

  static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
    return dividend.divide(divisor, scaleOfQuotient(dividend, divisor), RoundingMode.HALF_UP);
  }

  static int scaleOfQuotient(BigDecimal dividend, BigDecimal divisor) {
    int weight = weight(dividend) - weight(divisor);
    if (firstDigit(dividend) <= firstDigit(divisor)) {
      weight--;
    }
    int scale = SIGNIFICANT_DIGITS_MIN - weight * DIGITS_PER_LIMB;
    scale = Math.max(scale, Math.max(dividend.scale(), divisor.scale()));
    return Math.clamp(scale, 0, SCALE_MAX);
  }

  /// The square root with PostgreSQL's `sqrt` scale: 16 significant digits, at least the argument's
  /// own scale.
  static BigDecimal squareRoot(BigDecimal value) {
    int sweight = weight(value) * DIGITS_PER_LIMB / 2 + 1;
    if (value.signum() == 0) {
      sweight = 1;
    }
    int scale = Math.max(SIGNIFICANT_DIGITS_MIN - sweight, value.scale());
    scale = Math.clamp(scale, 0, SCALE_MAX);
    if (value.signum() == 0) {
      return BigDecimal.ZERO.setScale(scale);
    }
    int precision = Math.max(1, (value.precision() - value.scale()) / 2 + 2) + scale + 2;
    return value
        .sqrt(new MathContext(precision, RoundingMode.HALF_UP))
        .setScale(scale, RoundingMode.HALF_UP);
  }

  private static int weight(BigDecimal value) {
    return value.signum() == 0
        ? 0
        : Math.floorDiv(value.precision() - value.scale() - 1, DIGITS_PER_LIMB);
  }

  private static int firstDigit(BigDecimal value) {
    if (value.signum() == 0) {
      return 0;
    }
    BigInteger digit = value.abs().movePointLeft(DIGITS_PER_LIMB * weight(value)).toBigInteger();
    return digit.intValue();
  }
}
