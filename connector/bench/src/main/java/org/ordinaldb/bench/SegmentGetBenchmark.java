package org.ordinaldb.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.LongVector;

/// Nanoseconds of a point lookup where Ordinal really does one: a key and one column's value from
/// segments of a million rows, through the cache of decoded chunks. Beside it, the same with the
/// learned index off.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class SegmentGetBenchmark {
  private static final int BATCH = 1024;

  @Param({"1000000", "20000000"})
  public int count;

  @Param({"true", "false"})
  public boolean learned;

  private final SplittableRandom random = new SplittableRandom(3);
  private final SearchCounters counters = new SearchCounters();
  private Segments segments = new Segments(0, true);

  @Setup
  public void load() {
    segments = new Segments(count, learned);
    for (Segment segment : segments.list()) {
      for (int chunk = 0; chunk < segment.chunkCount(); chunk++) {
        segment.batch(chunk, 0, 1);
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long segmentGet() {
    long sum = 0;
    for (int i = 0; i < BATCH; i++) {
      sum += get(random.nextInt(count));
    }
    return sum;
  }

  private long get(int row) {
    Segment segment = segments.list().get(row / Segment.ROWS_MAX);
    byte[] data = new byte[8];
    ByteSink.LONG.set(data, 0, Segments.key(row) ^ Long.MIN_VALUE);
    int position = segment.find(data, 0, data.length, counters);
    return ((LongVector) segment.column(1, Segment.chunkOf(position))).get(Segment.rowOf(position));
  }
}
