package org.ordinaldb.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;

/// How long commits take while compaction runs beside them, and while it does not: percentiles of the
/// time of an update of one random row with its commit, by writers that never rest.
///
///     WriteStalls [ROWS [WRITERS [SECONDS]]]
public final class WriteStalls {
  private final int rows;
  private final int writers;
  private final int seconds;

  private WriteStalls(int rows, int writers, int seconds) {
    this.rows = rows;
    this.writers = writers;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws Exception {
    int[] numbers = {2_000_000, 4, 20};
    for (int i = 0; i < arguments.length; i++) {
      numbers[i] = Integer.parseInt(arguments[i]);
    }
    WriteStalls stalls = new WriteStalls(numbers[0], numbers[1], numbers[2]);
    System.out.println("| sync | compaction | passes | commits/s | p50 ms | p99 | p99.9 | worst |");
    System.out.println("|---|---|---:|---:|---:|---:|---:|---:|");
    for (boolean synchronous : new boolean[] {true, false}) {
      stalls.run(synchronous, Integer.MAX_VALUE);
      stalls.run(synchronous, 20_000);
    }
    System.exit(0);
  }

  private void run(boolean synchronous, int compactionRows) throws Exception {
    Path directory = Files.createTempDirectory("write-stalls");
    StorageConfig config = StorageConfig.DEFAULT.withDelta(512L << 20, compactionRows);
    ScheduledExecutorService background = Executors.newScheduledThreadPool(1);
    try (StorageEngine engine =
        StorageEngine.open(directory, config, background, Clock.systemUTC())) {
      SampleTable table = SampleTable.create(engine, rows);
      long before = engine.metrics().compactions();
      List<long[]> times = write(engine, table, synchronous);
      print(synchronous, compactionRows, engine.metrics().compactions() - before, times);
    } finally {
      background.shutdown();
      delete(directory);
    }
  }

  private List<long[]> write(StorageEngine engine, SampleTable table, boolean synchronous)
      throws InterruptedException {
    List<long[]> times = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (int writer = 0; writer < writers; writer++) {
      Random random = new Random(writer);
      Thread thread =
          new Thread(() -> {
            long[] own = write(engine, table, synchronous, random, end);
            synchronized (times) {
              times.add(own);
            }
          });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return times;
  }

  private long[] write(
      StorageEngine engine, SampleTable table, boolean synchronous, Random random, long end) {
    long[] nanos = new long[1 << 16];
    int count = 0;
    try (StorageSession session = engine.openSession()) {
      session.synchronousCommit(synchronous);
      for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
        table.update(session, random.nextInt(rows), count);
        if (count == nanos.length) {
          nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = System.nanoTime() - start;
      }
    }
    return Arrays.copyOf(nanos, count);
  }

  private void print(boolean synchronous, int compactionRows, long passes, List<long[]> times) {
    long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(
        "| %s | %s | %d | %.0f | %.3f | %.2f | %.2f | %.2f |%n",
        synchronous ? "on" : "off",
        compactionRows == Integer.MAX_VALUE ? "none" : "on",
        passes,
        (double) all.length / seconds,
        millis(all, 0.5),
        millis(all, 0.99),
        millis(all, 0.999),
        all[all.length - 1] / 1e6);
  }

  private static double millis(long[] sorted, double part) {
    return sorted[(int) (sorted.length * part)] / 1e6;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
