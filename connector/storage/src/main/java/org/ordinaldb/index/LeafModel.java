package org.ordinaldb.index;

/// A line through the keys of a leaf and how far it is off at worst: each position of each of the
/// leaf's keys is at least `offset - below` and at most `offset + above`, where `offset` is
/// [ModelNodes#offset]. So the lower bound of a key between two of them, which is one past the
/// position of the lesser, is at most `offset + above + 1`.
record LeafModel(double slope, float intercept, int below, int above) {
  static final LeafModel EMPTY = new LeafModel(0, 0, 0, 0);

  /// How many positions a search has to look at.
  int width() {
    return below + above + 1;
  }

  /// The best line of a few: through the end points (exact for dense and evenly spaced keys), the
  /// least squares one, and for small leaves the flat one, whose width is the number of keys.
  static LeafModel fit(long[] keys, int from, int to) {
    long first = keys[from];
    long span = keys[to - 1] - first;
    int count = to - from;
    LeafModel best = measure(keys, from, to, 0, 0);
    if (span <= 0) {
      // All keys are equal, or too far apart for a signed distance: then only a split helps.
      return best;
    }
    double ends = (count - 1) / (double) span;
    best = narrower(best, centred(keys, from, to, ends));
    if (best.width() > 2 && count > 2) {
      best = narrower(best, centred(keys, from, to, leastSquaresSlope(keys, from, to, span)));
    }
    return best;
  }

  private static LeafModel narrower(LeafModel a, LeafModel b) {
    return a.width() <= b.width() ? a : b;
  }

  private static double leastSquaresSlope(long[] keys, int from, int to, long span) {
    long first = keys[from];
    double scale = 1.0 / span;
    double sumX = 0;
    double sumY = 0;
    double sumXX = 0;
    double sumXY = 0;
    for (int i = from; i < to; i++) {
      double x = (keys[i] - first) * scale;
      double y = i - from;
      sumX += x;
      sumY += y;
      sumXX += x * x;
      sumXY += x * y;
    }
    double count = to - from;
    double variance = count * sumXX - sumX * sumX;
    return variance <= 0 ? 0 : Math.max(0, (count * sumXY - sumX * sumY) / variance * scale);
  }

  /// The line of a given slope that is as far above its keys as it is below them.
  private static LeafModel centred(long[] keys, int from, int to, double slope) {
    long first = keys[from];
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      double residual = (i - from) - slope * (keys[i] - first);
      least = Math.min(least, residual);
      most = Math.max(most, residual);
    }
    // Half a position more, because predictions are rounded down.
    return measure(keys, from, to, slope, (float) ((least + most) / 2 + 0.5));
  }

  private static LeafModel measure(long[] keys, int from, int to, double slope, float intercept) {
    long first = keys[from];
    int count = to - from;
    int below = 0;
    int above = 0;
    for (int i = from; i < to; i++) {
      int error = i - from - ModelNodes.offset(slope, intercept, keys[i] - first, count);
      below = Math.max(below, -error);
      above = Math.max(above, error);
    }
    return new LeafModel(slope, intercept, below, above);
  }
}
