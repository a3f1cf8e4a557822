package org.ordinaldb.bench;

import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseConfig;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.Durability;
import com.sleepycat.je.Environment;
import com.sleepycat.je.EnvironmentConfig;
import com.sleepycat.je.Transaction;
import com.sleepycat.je.TransactionConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;

/// Commits a second, forced to the device, of clients that insert one row each: Ordinal's engine
/// below SQL, and raw Berkeley DB JE with records of the same size, taking turns.
public final class CommitBenchmark {
  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 3_000_000_000L;

  /// What a commit record of one row of two longs takes, its seal included.
  private static final int RECORD_BYTES = 74;

  private static final TableDescriptor TABLE =
      new TableDescriptor(
          TableDescriptor.FIRST_ID,
          "public",
          "commits",
          List.of(
              new ColumnDescriptor("id", SqlType.INT8, false, null),
              new ColumnDescriptor("value", SqlType.INT8, false, null)),
          new PrimaryKey("commits_pkey", List.of(0)));

  private final AtomicLong nextId = new AtomicLong();

  private CommitBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int clients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 16;
    new CommitBenchmark().run(clients);
  }

  private void run(int clients) throws Exception {
    ScheduledExecutorService background = Executors.newScheduledThreadPool(1);
    try (TemporaryFolder engineFolder = TemporaryFolder.create();
        TemporaryFolder jeFolder = TemporaryFolder.create();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        StorageEngine engine =
            StorageEngine.open(
                engineFolder.path(), StorageConfig.DEFAULT, background, Clock.systemUTC());
        Environment environment = environment(jeFolder.path());
        Database database = database(environment)) {
      createTable(engine);
      double[] ratios = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        double raw = rate(threads, clients, () -> raw(environment, database));
        double ordinal = rate(threads, clients, () -> ordinal(engine));
        ratios[i] = ordinal / raw;
        System.out.printf(
            Locale.ROOT,
            "%d clients: JE %,.0f commits/s, Ordinal %,.0f, ratio %.2f%n",
            clients,
            raw,
            ordinal,
            ratios[i]);
      }
      Arrays.sort(ratios);
      System.out.printf(Locale.ROOT, "median ratio %.2f%n", ratios[ROUNDS / 2]);
    } finally {
      background.shutdown();
    }
  }

  private static double rate(ExecutorService threads, int clients, Callable<Long> client)
      throws Exception {
    long start = System.nanoTime();
    List<Future<Long>> running = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      running.add(threads.submit(client));
    }
    long commits = 0;
    for (Future<Long> one : running) {
      commits += one.get();
    }
    return commits * 1e9 / (System.nanoTime() - start);
  }

  private static Environment environment(Path folder) {
    EnvironmentConfig config = new EnvironmentConfig();
    config.setAllowCreate(true).setTransactional(true).setCacheSize(64 << 20);
    config.setConfigParam(EnvironmentConfig.LOG_FILE_MAX, "134217728");
    config.setConfigParam(EnvironmentConfig.FREE_DISK, "0");
    return new Environment(folder.toFile(), config);
  }

  private static Database database(Environment environment) {
    DatabaseConfig config = new DatabaseConfig();
    config.setAllowCreate(true).setTransactional(true);
    return environment.openDatabase(null, "commits", config);
  }

  private long raw(Environment environment, Database database) {
    TransactionConfig synced = new TransactionConfig().setDurability(Durability.COMMIT_SYNC);
    long end = System.nanoTime() + ROUND_NANOS;
    long commits = 0;
    while (System.nanoTime() < end) {
      Transaction transaction = environment.beginTransaction(null, synced);
      database.put(
          transaction,
          new DatabaseEntry(KeyCodec.encodeLong(nextId.getAndIncrement())),
          new DatabaseEntry(new byte[RECORD_BYTES]));
      transaction.commit();
      commits++;
    }
    return commits;
  }

  private long ordinal(StorageEngine engine) {
    try (StorageSession session = engine.openSession()) {
      long end = System.nanoTime() + ROUND_NANOS;
      long commits = 0;
      while (System.nanoTime() < end) {
        long id = nextId.getAndIncrement();
        session.begin(IsolationLevel.READ_COMMITTED, false);
        session.insert(TABLE, new ColumnBatch(1, LongVector.of(id), LongVector.of(id)));
        session.commit();
        commits++;
      }
      return commits;
    }
  }

  private static void createTable(StorageEngine engine) {
    try (StorageSession session = engine.openSession()) {
      session.begin(IsolationLevel.READ_COMMITTED, false);
      session.changeCatalog(catalog -> catalog.with(TABLE));
      session.commit();
    }
  }
}
