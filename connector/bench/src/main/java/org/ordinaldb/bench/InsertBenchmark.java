package org.ordinaldb.bench;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.SqlEngine;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Rows a second that INSERT stores through SQL in this process: prepared statements of 1, 100 and
/// 1,000 rows with a synced commit every 1,000 rows, and 16 clients with a synced commit a row.
public final class InsertBenchmark {
  private static final int COLUMNS = 3;
  private static final int ROWS_PER_COMMIT = 1000;
  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 2_000_000_000L;

  private final SqlEngine engine;
  private final AtomicLong nextId = new AtomicLong();

  private InsertBenchmark(SqlEngine engine) {
    this.engine = engine;
  }

  public static void main(String[] arguments) throws Exception {
    ScheduledExecutorService background = Executors.newScheduledThreadPool(1);
    try (TemporaryFolder folder = TemporaryFolder.create();
        StorageEngine storage =
            StorageEngine.open(
                folder.path(), StorageConfig.DEFAULT, background, Clock.systemUTC())) {
      SqlEngine engine = new SqlEngine(storage);
      new InsertBenchmark(engine).run();
      engine.close();
    } finally {
      background.shutdown();
    }
  }

  private void run() throws InterruptedException, ExecutionException {
    try (QuerySession session = open()) {
      execute(session, "CREATE TABLE t (id bigint PRIMARY KEY, a int, b int)");
      for (int rows : new int[] {1, 100, 1000}) {
        PreparedStatement insert = prepare(session, rows);
        report(rows + " rows a statement", rounds(() -> insertFor(session, insert, rows)));
      }
    }
    try (ExecutorService clients = Executors.newFixedThreadPool(16)) {
      report("16 clients, a synced commit a row", rounds(() -> singles(clients)));
    }
  }

  private interface Round {
    /// @return how many rows it inserted
    long run() throws InterruptedException, ExecutionException;
  }

  private static double[] rounds(Round round) throws InterruptedException, ExecutionException {
    double[] rates = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      long rows = round.run();
      rates[i] = rows * 1e9 / (System.nanoTime() - start);
    }
    return rates;
  }

  private static void report(String what, double[] rates) {
    java.util.Arrays.sort(rates);
    System.out.printf(
        Locale.ROOT,
        "%-40s %,12.0f rows/s (median; best %,.0f)%n",
        what,
        rates[ROUNDS / 2],
        rates[ROUNDS - 1]);
  }

  private long insertFor(QuerySession session, PreparedStatement insert, int rowsPerStatement) {
    long end = System.nanoTime() + ROUND_NANOS;
    long rows = 0;
    execute(session, "BEGIN");
    while (System.nanoTime() < end) {
      session.execute(insert, parameters(rowsPerStatement)).close();
      rows += rowsPerStatement;
      if (rows % ROWS_PER_COMMIT == 0) {
        execute(session, "COMMIT");
        execute(session, "BEGIN");
      }
    }
    execute(session, "COMMIT");
    return rows;
  }

  private long singles(ExecutorService clients) throws InterruptedException, ExecutionException {
    List<Future<Long>> running = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      running.add(clients.submit(this::singlesOfOneClient));
    }
    long rows = 0;
    for (Future<Long> client : running) {
      rows += client.get();
    }
    return rows;
  }

  private long singlesOfOneClient() {
    try (QuerySession session = open()) {
      PreparedStatement insert = prepare(session, 1);
      long end = System.nanoTime() + ROUND_NANOS;
      long rows = 0;
      while (System.nanoTime() < end) {
        session.execute(insert, parameters(1)).close();
        session.sync();
        rows++;
      }
      return rows;
    }
  }

  private ColumnBatch parameters(int rows) {
    Vector[] values = new Vector[COLUMNS * rows];
    for (int i = 0; i < values.length; i += COLUMNS) {
      long id = nextId.getAndIncrement();
      values[i] = LongVector.of(id);
      values[i + 1] = LongVector.of(id % 1000);
      values[i + 2] = LongVector.of(id % 77);
    }
    return new ColumnBatch(1, values);
  }

  private static PreparedStatement prepare(QuerySession session, int rows) {
    String values =
        IntStream.range(0, rows)
            .mapToObj(i -> "($%d, $%d, $%d)".formatted(3 * i + 1, 3 * i + 2, 3 * i + 3))
            .collect(Collectors.joining(", "));
    List<SqlType> types =
        Stream.generate(() -> List.of(SqlType.INT8, SqlType.INT4, SqlType.INT4))
            .limit(rows)
            .flatMap(List::stream)
            .toList();
    return session.prepare(StatementText.of("INSERT INTO t VALUES " + values), types);
  }

  private static void execute(QuerySession session, String sql) {
    session.execute(session.prepare(StatementText.of(sql), List.of()), new ColumnBatch(1)).close();
    session.sync();
  }

  private QuerySession open() {
    return engine.open(
        new SessionRequest("ordinal", SqlEngine.DATABASE, "", Map.of()), SessionListener.NONE);
  }
}
