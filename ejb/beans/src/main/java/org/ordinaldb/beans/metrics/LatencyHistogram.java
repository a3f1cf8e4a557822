package org.ordinaldb.beans.metrics;

import java.util.concurrent.atomic.LongAdder;

/// Counts durations in fixed buckets, in Prometheus' form: bucket `i` counts what took at most
/// [#upperBoundSeconds(int)], the smaller ones included. Sums over servers stay right, which they do
/// not for the quantiles that MicroProfile's own histogram reports. Used by many threads.
final class LatencyHistogram {
  private static final long[] BOUNDS_MICROS = {
    50,
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS_MICROS.length + 1];
  private final LongAdder sumNanos = new LongAdder();

  LatencyHistogram() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void record(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_MICROS.length && nanos > BOUNDS_MICROS[bucket] * 1_000) {
      bucket++;
    }
    counts[bucket].increment();
    sumNanos.add(nanos);
  }

  /// How many buckets there are; the last one has no upper bound.
  int bucketCount() {
    return counts.length;
  }

  /// The most seconds that bucket `index` counts; infinite for the last one.
  double upperBoundSeconds(int index) {
    return index < BOUNDS_MICROS.length ? BOUNDS_MICROS[index] / 1e6 : Double.POSITIVE_INFINITY;
  }

  /// Durations of at most bucket `index`'s bound.
  long cumulativeCount(int index) {
    long count = 0;
    for (int i = 0; i <= index; i++) {
      count += counts[i].sum();
    }
    return count;
  }

  double sumSeconds() {
    return sumNanos.sum() / 1e9;
  }
}
