package org.ordinaldb.bench;

import com.sleepycat.je.CacheMode;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseConfig;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.Environment;
import com.sleepycat.je.EnvironmentConfig;
import com.sleepycat.je.OperationStatus;
import com.sleepycat.je.PreloadConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.ordinaldb.type.KeyCodec;

/// Nanoseconds of a `get` in Berkeley DB JE, everything in its cache: what a learned index in front
/// of it would have to add to. The keys are those of [KeySet#DENSE]; a B-tree does not care.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx6g")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class PointGetBenchmark {
  private static final long CACHE_BYTES = 5L << 30;

  @Param({"1000000", "20000000"})
  public int count;

  private final SplittableRandom random = new SplittableRandom(3);
  private final DatabaseEntry key = new DatabaseEntry();
  private final DatabaseEntry value = new DatabaseEntry();
  private List<AutoCloseable> open = List.of();
  private @Nullable Database database;

  /// Loads the database once and keeps it for later runs.
  @Setup(Level.Trial)
  public void load() throws IOException {
    Path folder = KeySet.dataFolder().resolve("je-" + count);
    boolean isNew = Files.notExists(folder);
    Files.createDirectories(folder);
    Environment environment = environment(folder);
    DatabaseConfig config = new DatabaseConfig();
    config.setAllowCreate(true).setDeferredWrite(isNew).setCacheMode(CacheMode.DEFAULT);
    Database opened = environment.openDatabase(null, "keys", config);
    open = List.of(opened, environment);
    database = opened;
    if (isNew) {
      for (int i = 0; i < count; i++) {
        key.setData(KeyCodec.encodeLong(1000L + i));
        value.setData(KeyCodec.encodeLong(i));
        opened.put(null, key, value);
      }
      opened.sync();
    }
    opened.preload(new PreloadConfig().setLoadLNs(true));
  }

  private static Environment environment(Path folder) {
    EnvironmentConfig config = new EnvironmentConfig();
    config.setAllowCreate(true).setTransactional(false).setCacheSize(CACHE_BYTES);
    config.setConfigParam(EnvironmentConfig.LOG_FILE_MAX, "268435456");
    config.setConfigParam("je.freeDisk", "0");
    return new Environment(folder.toFile(), config);
  }

  @TearDown(Level.Trial)
  public void close() throws Exception {
    for (AutoCloseable resource : open) {
      resource.close();
    }
  }

  @Benchmark
  public boolean jeGet() {
    key.setData(KeyCodec.encodeLong(1000L + random.nextInt(count)));
    Database current = database;
    return current != null && current.get(null, key, value, null) == OperationStatus.SUCCESS;
  }
}
