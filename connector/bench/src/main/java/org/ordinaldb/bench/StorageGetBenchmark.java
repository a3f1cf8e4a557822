package org.ordinaldb.bench;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.BulkLoad;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.VectorBuilder;

/// Nanoseconds of a point read below SQL, through a session's snapshot, with a tenth of the rows
/// changed since the last compaction: beside [PointGetBenchmark], which reads the same records from
/// Berkeley DB JE. Everything is in the cache.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx8g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class StorageGetBenchmark {
  private static final int BATCH = 1024;
  private static final int LOAD = 4096;
  private static final int DELTA_SHARE = 10;
  private static final int[] VALUE = {1};

  /// A prime below every count, so that a batch has no key twice.
  private static final int STRIDE = 611_953;

  private static final TableDescriptor TABLE =
      new TableDescriptor(
          TableDescriptor.FIRST_ID,
          "public",
          "keys",
          List.of(
              new ColumnDescriptor("id", SqlType.INT8, false, null),
              new ColumnDescriptor("value", SqlType.INT8, false, null)),
          new PrimaryKey("keys_pkey", List.of(0)));

  @Param({"1000000", "20000000"})
  public int count;

  private final SplittableRandom random = new SplittableRandom(3);
  private final ScheduledExecutorService background = Executors.newScheduledThreadPool(1);
  private @Nullable TemporaryFolder folder;
  private @Nullable StorageEngine engine;
  private @Nullable StorageSession session;

  @Setup(Level.Trial)
  public void load() throws IOException {
    folder = TemporaryFolder.create();
    StorageConfig config =
        StorageConfig.DEFAULT.withCacheBytes(4L << 30).withDelta(4L << 30, Integer.MAX_VALUE);
    StorageEngine opened = StorageEngine.open(folder.path(), config, background, Clock.systemUTC());
    StorageSession loader = opened.openSession();
    loader.begin(IsolationLevel.READ_COMMITTED, false);
    loader.changeCatalog(catalog -> catalog.with(TABLE));
    try (BulkLoad load = loader.bulkLoad(TABLE)) {
      for (int from = 0; from < count; from += LOAD) {
        load.add(rows(from, 1, Math.min(LOAD, count - from)));
      }
      load.finish();
    }
    loader.commit();
    for (int from = 0; from < count; from += DELTA_SHARE * LOAD) {
      int rows = Math.min(LOAD, (count - from + DELTA_SHARE - 1) / DELTA_SHARE);
      loader.begin(IsolationLevel.READ_COMMITTED, false);
      loader.update(TABLE, keys(from, DELTA_SHARE, rows), rows(from, DELTA_SHARE, rows));
      loader.commit();
    }
    loader.begin(IsolationLevel.REPEATABLE_READ, true);
    engine = opened;
    session = loader;
  }

  private static ColumnBatch rows(int from, int step, int count) {
    long[] ids = new long[count];
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = from + (long) step * i;
      ids[i] = 1000L + values[i];
    }
    return new ColumnBatch(count, LongVector.of(ids), LongVector.of(values));
  }

  private static BytesVector keys(int from, int step, int count) {
    VectorBuilder keys = VectorBuilder.of(SqlType.BYTEA, count);
    for (int i = 0; i < count; i++) {
      keys.appendBytes(KeyCodec.encodeLong(1000L + from + (long) step * i));
    }
    return (BytesVector) keys.build();
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    Objects.requireNonNull(session).close();
    Objects.requireNonNull(engine).close();
    background.shutdown();
    Objects.requireNonNull(folder).close();
  }

  @Benchmark
  public long get() {
    return read(1);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long getBatch() {
    return read(BATCH);
  }

  private long read(int rows) {
    byte[] data = new byte[Long.BYTES * rows];
    int[] ends = new int[rows + 1];
    int row = random.nextInt(count);
    for (int i = 0; i < rows; i++) {
      ByteSink.LONG.set(data, Long.BYTES * i, (1000L + row) ^ Long.MIN_VALUE);
      ends[i + 1] = Long.BYTES * (i + 1);
      row += STRIDE - (row < count - STRIDE ? 0 : count);
    }
    BytesVector keys = new BytesVector(data, ends, rows, null);
    ColumnBatch found = Objects.requireNonNull(session).get(TABLE, keys, VALUE);
    return ((LongVector) found.column(0)).get(found.row(found.size() - 1));
  }
}
