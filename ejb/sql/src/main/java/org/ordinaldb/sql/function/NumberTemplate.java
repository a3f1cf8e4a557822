package org.ordinaldb.sql.function;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// to_char of a number: digits `9` and `0`, `.` and `D`, `,` and `G`, signs `S`, `MI`, `PL`, `PR`,
/// and `FM`.
final class NumberTemplate {
  private final String template;
  private final boolean fill;
  private final boolean bracketed;

  private NumberTemplate(String template) {
    String upper = template.toUpperCase(Locale.ROOT);
    this.fill = upper.contains("FM");
    this.bracketed = upper.contains("PR");
    this.template = upper.replace("FM", "").replace("PR", "").replace('D', '.').replace('G', ',');
  }

  static String format(BigDecimal value, String template) {
    return new NumberTemplate(template).format(value);
  }

  private String format(BigDecimal value) {
    int point = template.indexOf('.');
    int whole = count(template.substring(0, point < 0 ? template.length() : point));
    int fraction = point < 0 ? 0 : count(template.substring(point));
    BigDecimal rounded = value.setScale(fraction, RoundingMode.HALF_UP);
    String digits = rounded.abs().setScale(fraction).unscaledValue().toString();
    boolean negative = rounded.signum() < 0;
    String integer =
        digits.length() > fraction ? digits.substring(0, digits.length() - fraction) : "";
    integer = integer.equals("0") ? "" : integer;
    boolean overflow = integer.length() > whole;
    StringBuilder padded = new StringBuilder(digits);
    while (padded.length() < whole + fraction) {
      padded.insert(0, '0');
    }
    String all = padded.substring(padded.length() - whole - fraction);
    int firstShown = Math.min(whole - integer.length(), firstZero(whole));
    return assemble(all, Math.max(0, firstShown), whole, negative, overflow);
  }

  private static int count(String part) {
    int digits = 0;
    for (int i = 0; i < part.length(); i++) {
      digits += part.charAt(i) == '9' || part.charAt(i) == '0' ? 1 : 0;
    }
    return digits;
  }

  /// The first position that shows a digit whether it counts or not.
  private int firstZero(int whole) {
    int position = 0;
    for (int i = 0; i < template.length() && position < whole; i++) {
      char c = template.charAt(i);
      if (c == '0') {
        return position;
      }
      position += c == '9' ? 1 : 0;
    }
    return whole;
  }

  private String assemble(
      String digits, int firstShown, int whole, boolean negative, boolean overflow) {
    StringBuilder out = new StringBuilder();
    boolean ownSign = template.contains("S") || template.contains("MI") || template.contains("PL");
    int position = 0;
    int signAt = 0;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      switch (c) {
        case '9', '0' -> {
          boolean shown = position >= firstShown || position >= whole;
          if (position == firstShown) {
            signAt = out.length();
          }
          if (shown) {
            out.append(overflow ? '#' : digits.charAt(position));
          } else if (!fill) {
            out.append(' ');
          }
          position++;
        }
        case '.' -> {
          if (firstShown >= whole && position == whole) {
            signAt = out.length();
          }
          out.append('.');
        }
        case ',' -> {
          if (position > firstShown) {
            out.append(',');
          } else if (!fill) {
            out.append(' ');
          }
        }
        case 'S' -> {
          boolean leading = position == 0;
          if (leading) {
            out.append('\u0001');
          } else {
            out.append(negative ? '-' : '+');
          }
        }
        case 'M' -> {
          i++;
          if (negative) {
            out.append('-');
          } else if (!fill) {
            out.append(' ');
          }
        }
        case 'P' -> {
          i++;
          if (!negative) {
            out.append('+');
          } else if (!fill) {
            out.append(' ');
          }
        }
        default -> out.append(c);
      }
    }
    if (bracketed) {
      return brackets(out, signAt, negative);
    }
    return signed(out, signAt, negative, ownSign);
  }

  private String brackets(StringBuilder out, int signAt, boolean negative) {
    if (negative) {
      out.insert(signAt, '<').append('>');
    } else if (!fill) {
      out.insert(0, ' ').append(' ');
    }
    return trimmed(out);
  }

  /// Puts the sign before the first digit, after the blanks.
  private String signed(StringBuilder out, int signAt, boolean negative, boolean ownSign) {
    int anchor = out.indexOf("\u0001");
    if (anchor >= 0) {
      out.deleteCharAt(anchor);
      out.insert(Math.max(0, signAt - 1), negative ? '-' : '+');
    } else if (!ownSign) {
      if (negative) {
        out.insert(signAt, '-');
      } else if (!fill) {
        out.insert(0, ' ');
      }
    }
    return trimmed(out);
  }

  /// With FM, zeros that `9` stands for are dropped at the end of the fraction.
  private String trimmed(StringBuilder out) {
    if (!fill || out.indexOf(".") < 0) {
      return out.toString();
    }
    int lastZero = template.lastIndexOf('0');
    int point = template.indexOf('.');
    int kept = lastZero > point ? count(template.substring(point, lastZero + 1)) : 0;
    int end = out.length();
    int least = out.indexOf(".") + 1 + kept;
    while (end > least && out.charAt(end - 1) == '0') {
      end--;
    }
    return out.substring(0, end);
  }
}
