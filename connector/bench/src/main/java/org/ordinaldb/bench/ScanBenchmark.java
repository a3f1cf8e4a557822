package org.ordinaldb.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.type.LongVector;

/// Nanoseconds a row of `SELECT sum(amount) WHERE amount < x` over ten million rows of segments, with
/// all chunks decoded in the cache: what is left for SQL to lose.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ScanBenchmark {
  private static final int ROWS = 10_000_000;

  private Segments segments = new Segments(0, true);

  @Setup
  public void load() {
    segments = new Segments(ROWS, true);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long filteredSum() {
    long sum = 0;
    for (Segment segment : segments.list()) {
      for (int chunk = 0; chunk < segment.chunkCount(); chunk++) {
        LongVector amounts = (LongVector) segment.column(1, chunk);
        sum += filteredSum(amounts.values(), amounts.length(), 1 << 19);
      }
    }
    return sum;
  }

  private static long filteredSum(long[] values, int count, long limit) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i] < limit ? values[i] : 0;
    }
    return sum;
  }
}
