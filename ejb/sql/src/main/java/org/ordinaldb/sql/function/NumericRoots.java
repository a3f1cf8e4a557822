package org.ordinaldb.sql.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.ordinaldb.sql.expression.Numbers;

/// Roots, powers and logarithms of numeric, with the scales that PostgreSQL gives them: at least
/// sixteen significant digits, and no less than the operands' scales.
final class NumericRoots {
  private static final int SIGNIFICANT_DIGITS = 16;
  private static final int SCALE_MAX = 1000;
  private static final int GUARD_DIGITS = 12;
  private static final int EXACT_EXPONENT_MAX = 1_000_000;

  private NumericRoots() {}

  static BigDecimal sqrt(BigDecimal value) {
    FloatFunctions.requireRoot(value.signum() < 0);
    int weight = (Numbers.groupWeight(value) + 1) * 4 / 2 - 1;
    int scale = scale(SIGNIFICANT_DIGITS - weight, value.scale());
    int digits = Math.max(1, value.precision() - value.scale()) / 2 + scale + GUARD_DIGITS;
    return value
        .sqrt(new MathContext(digits, RoundingMode.HALF_UP))
        .setScale(scale, RoundingMode.HALF_UP);
  }

  static BigDecimal exp(BigDecimal value) {
    double estimate = value.doubleValue() * 0.434294481903252;
    if (Math.abs(estimate) > 140_000) {
      if (estimate > 0) {
        throw Numbers.outOfRange("value overflows numeric format");
      }
      return BigDecimal.ZERO.setScale(SCALE_MAX);
    }
    int scale = scale(SIGNIFICANT_DIGITS - (int) estimate, value.scale());
    int digits = scale + Math.max(0, (int) estimate) + GUARD_DIGITS;
    return exp(value, new MathContext(digits, RoundingMode.HALF_EVEN))
        .setScale(scale, RoundingMode.HALF_UP);
  }

  static BigDecimal ln(BigDecimal value) {
    FloatFunctions.requireLogarithm(value.signum() == 0, value.signum() < 0);
    int scale = scale(SIGNIFICANT_DIGITS - weightOfLogarithm(value), value.scale());
    return ln(value, new MathContext(scale + GUARD_DIGITS, RoundingMode.HALF_EVEN))
        .setScale(scale, RoundingMode.HALF_UP);
  }

  static BigDecimal log(BigDecimal base, BigDecimal value) {
    FloatFunctions.requireLogarithm(base.signum() == 0, base.signum() < 0);
    FloatFunctions.requireLogarithm(value.signum() == 0, value.signum() < 0);
    int baseWeight = weightOfLogarithm(base);
    int valueWeight = weightOfLogarithm(value);
    int scale =
        Math.max(
            scale(SIGNIFICANT_DIGITS - (valueWeight - baseWeight), base.scale()), value.scale());
    MathContext context =
        new MathContext(scale + Math.abs(valueWeight) + GUARD_DIGITS * 2, RoundingMode.HALF_EVEN);
    BigDecimal divisor = ln(base, context);
    if (divisor.signum() == 0) {
      throw Numbers.divisionByZero();
    }
    return ln(value, context).divide(divisor, scale, RoundingMode.HALF_UP);
  }

  static BigDecimal power(BigDecimal base, BigDecimal exponent) {
    boolean whole = exponent.stripTrailingZeros().scale() <= 0;
    FloatFunctions.requirePower(
        base.signum() == 0, base.signum() < 0, exponent.signum() < 0, whole);
    if (whole && exponent.abs().compareTo(BigDecimal.valueOf(EXACT_EXPONENT_MAX)) <= 0) {
      return integerPower(base, exponent.intValue());
    }
    if (base.signum() == 0) {
      return BigDecimal.ZERO.setScale(SIGNIFICANT_DIGITS);
    }
    double estimate =
        exponent.doubleValue() * Math.log(Math.abs(base.doubleValue())) * 0.434294481903252;
    if (estimate > 131_072) {
      throw Numbers.outOfRange("value overflows numeric format");
    }
    int scale =
        Math.max(scale(SIGNIFICANT_DIGITS - (int) estimate, base.scale()), exponent.scale());
    int digits = scale + Math.max(0, (int) estimate) + GUARD_DIGITS * 2;
    MathContext context = new MathContext(digits, RoundingMode.HALF_EVEN);
    return exp(ln(base.abs(), context).multiply(exponent, context), context)
        .setScale(scale, RoundingMode.HALF_UP);
  }

  private static BigDecimal integerPower(BigDecimal base, int exponent) {
    if (base.signum() == 0) {
      return exponent == 0
          ? BigDecimal.ONE.setScale(SIGNIFICANT_DIGITS)
          : BigDecimal.ZERO.setScale(SIGNIFICANT_DIGITS);
    }
    double estimate = exponent * log10(base);
    if (estimate > 131_072) {
      throw Numbers.outOfRange("value overflows numeric format");
    }
    int scale = scale(SIGNIFICANT_DIGITS, base.scale());
    int digits = scale + Math.max(0, (int) estimate) + GUARD_DIGITS * 2;
    MathContext context = new MathContext(digits, RoundingMode.HALF_EVEN);
    BigDecimal power = base.pow(Math.abs(exponent), context);
    return exponent >= 0
        ? power.setScale(scale, RoundingMode.HALF_UP)
        : BigDecimal.ONE.divide(power, scale, RoundingMode.HALF_UP);
  }

  private static double log10(BigDecimal value) {
    int exponent = value.precision() - value.scale() - 1;
    return exponent + Math.log10(value.abs().movePointLeft(exponent).doubleValue());
  }

  private static int scale(int wanted, int operandScale) {
    return Math.min(SCALE_MAX, Math.max(0, Math.max(wanted, operandScale)));
  }

  /// The power of ten of the leading digit of the logarithm, as PostgreSQL estimates it.
  private static int weightOfLogarithm(BigDecimal value) {
    boolean nearOne =
        value.compareTo(new BigDecimal("0.9")) >= 0 && value.compareTo(new BigDecimal("1.1")) <= 0;
    if (nearOne) {
      BigDecimal distance = value.subtract(BigDecimal.ONE);
      return distance.signum() == 0 ? 0 : distance.precision() - distance.scale() - 1;
    }
    double logarithm = Math.abs(log10(value) / 0.434294481903252);
    return (int) Math.log10(logarithm);
  }

  /// e^x by halving x until its series converges quickly.
  private static BigDecimal exp(BigDecimal x, MathContext context) {
    int halvings = Math.max(0, x.precision() - x.scale()) * 4 + 8;
    MathContext inner =
        new MathContext(context.getPrecision() + halvings + GUARD_DIGITS, RoundingMode.HALF_EVEN);
    BigDecimal reduced = x.divide(new BigDecimal(BigInteger.ONE.shiftLeft(halvings)), inner);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal least = BigDecimal.ONE.movePointLeft(inner.getPrecision());
    for (int i = 1; term.abs().compareTo(least) > 0; i++) {
      term = term.multiply(reduced, inner).divide(BigDecimal.valueOf(i), inner);
      sum = sum.add(term, inner);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, inner);
    }
    return sum.round(context);
  }

  /// The natural logarithm by Newton's steps on [#exp], from a double's estimate.
  private static BigDecimal ln(BigDecimal x, MathContext context) {
    MathContext inner =
        new MathContext(context.getPrecision() + GUARD_DIGITS, RoundingMode.HALF_EVEN);
    BigDecimal guess = new BigDecimal(log10(x) / 0.434294481903252);
    for (int digits = 14; digits < 2 * inner.getPrecision(); digits *= 2) {
      BigDecimal power = exp(guess, inner);
      BigDecimal step =
          x.subtract(power).multiply(BigDecimal.valueOf(2)).divide(x.add(power), inner);
      guess = guess.add(step, inner);
    }
    return guess.round(context);
  }
}
