package org.ordinaldb.bench;

import java.util.Arrays;
import java.util.Locale;
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
import org.ordinaldb.index.BinarySearchIndex;
import org.ordinaldb.index.RecursiveModelIndex;
import org.ordinaldb.index.SearchCounters;

/// Nanoseconds to find where a random present key stands among sorted longs in memory. Every method
/// gets the same keys and gives the same answers.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx5g")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class LookupBenchmark {
  private static final int BATCH = 1024;
  private static final int PROBES = 1 << 20;

  @Param({"DENSE", "UNIFORM", "CLUSTERED", "LOGNORMAL", "ASN", "CITIES", "COORDINATES"})
  public KeySet keySet = KeySet.DENSE;

  /// Real sets are as large as they are.
  @Param({"1000000", "20000000"})
  public int count;

  private long[] keys = {};
  private final long[] probes = new long[PROBES];
  private final long[] batch = new long[BATCH];
  private final int[] positions = new int[BATCH];
  private final SearchCounters counters = new SearchCounters();
  private RecursiveModelIndex learned = RecursiveModelIndex.train(keys, 0);
  private BinarySearchIndex binary = new BinarySearchIndex(0);
  private int next;

  @Setup
  public void load() {
    keys = keySet.load(count);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < PROBES; i++) {
      probes[i] = keys[random.nextInt(keys.length)];
    }
    learned = RecursiveModelIndex.train(keys, keys.length);
    binary = new BinarySearchIndex(keys.length);
    System.out.printf(
        Locale.ROOT,
        "%n%s: %,d keys, model %.3f bytes a key, widest window %d%n",
        keySet,
        keys.length,
        (double) learned.byteSize() / keys.length,
        learned.widestWindow());
  }

  /// The B+-tree over the same keys, built only for its benchmark.
  @State(Scope.Benchmark)
  public static class Tree {
    private BPlusTree tree = new BPlusTree(new long[0]);

    @Setup
    public void load(LookupBenchmark benchmark) {
      tree = new BPlusTree(benchmark.keys);
    }
  }

  /// The hash map of the same keys, built only for its benchmark.
  @State(Scope.Benchmark)
  public static class Map {
    private LongHashMap map = new LongHashMap(new long[0]);

    @Setup
    public void load(LookupBenchmark benchmark) {
      map = new LongHashMap(benchmark.keys);
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long learned() {
    long sum = 0;
    int from = nextBatch();
    for (int i = from; i < from + BATCH; i++) {
      sum += learned.lowerBound(keys, probes[i], counters);
    }
    return sum;
  }

  /// Each search waits for the one before, as single look-ups do that something else comes between;
  /// the processor works at several searches of the other loops at a time.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long learnedInTurn() {
    int position = 0;
    int from = nextBatch();
    for (int i = from; i < from + BATCH; i++) {
      position = learned.lowerBound(keys, probes[i + (position >>> 31)], counters);
    }
    return position;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long learnedBatch() {
    System.arraycopy(probes, nextBatch(), batch, 0, BATCH);
    learned.lowerBounds(keys, batch, BATCH, positions, counters);
    return positions[0];
  }

  /// A plain lower-bound search, the fastest known here; the JDK's is slower at 20 M keys.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long binarySearch() {
    long sum = 0;
    int from = nextBatch();
    for (int i = from; i < from + BATCH; i++) {
      sum += binary.lowerBound(keys, probes[i], counters);
    }
    return sum;
  }

  /// Each search waits for the one before.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long binaryInTurn() {
    int position = 0;
    int from = nextBatch();
    for (int i = from; i < from + BATCH; i++) {
      position = binary.lowerBound(keys, probes[i + (position >>> 31)], counters);
    }
    return position;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long jdkBinarySearch() {
    long sum = 0;
    int from = nextBatch();
    for (int i = from; i < from + BATCH; i++) {
      sum += Arrays.binarySearch(keys, probes[i]);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long bPlusTree(Tree state) {
    long sum = 0;
    int from = nextBatch();
    for (int i = from; i < from + BATCH; i++) {
      sum += state.tree.lowerBound(probes[i]);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long hashMap(Map state) {
    long sum = 0;
    int from = nextBatch();
    for (int i = from; i < from + BATCH; i++) {
      sum += state.map.position(probes[i]);
    }
    return sum;
  }

  private int nextBatch() {
    next = (next + BATCH) & (PROBES - 1);
    return next;
  }
}
