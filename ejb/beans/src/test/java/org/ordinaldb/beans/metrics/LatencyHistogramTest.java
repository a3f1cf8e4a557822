package org.ordinaldb.beans.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  private final LatencyHistogram histogram = new LatencyHistogram();

  @Test
  void bucketsCountWhatTookAtMostTheirBound() {
    histogram.record(50_000);
    histogram.record(50_001);
    assertThat(histogram.cumulativeCount(0)).isEqualTo(1);
    assertThat(histogram.cumulativeCount(1)).isEqualTo(2);
  }

  @Test
  void theLastBucketCountsEverything() {
    histogram.record(60_000_000_000L);
    int last = histogram.bucketCount() - 1;
    assertThat(histogram.upperBoundSeconds(last)).isInfinite();
    assertThat(histogram.cumulativeCount(last)).isEqualTo(1);
    assertThat(histogram.cumulativeCount(last - 1)).isZero();
  }

  @Test
  void theSumIsInSeconds() {
    histogram.record(1_500_000_000L);
    histogram.record(500_000_000L);
    assertThat(histogram.sumSeconds()).isCloseTo(2.0, within(1e-9));
  }
}
