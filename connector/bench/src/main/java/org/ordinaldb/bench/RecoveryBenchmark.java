package org.ordinaldb.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.SqlEngine;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;

/// How long a start takes after the process was killed, from `main` of a cold JVM to SQL's first
/// answer. The run script copies the folder before each start, which would leave it quicker to open.
///
///     RecoveryBenchmark build FOLDER ROWS CHANGES      rows in segments, and commits of one change each
///     RecoveryBenchmark open FOLDER
public final class RecoveryBenchmark {
  private static final StorageConfig UNCOMPACTED =
      StorageConfig.DEFAULT.withDelta(2L << 30, Integer.MAX_VALUE);

  private final long startNanos = System.nanoTime();
  private final ScheduledExecutorService background = Executors.newScheduledThreadPool(1);

  private RecoveryBenchmark() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[1]);
    RecoveryBenchmark benchmark = new RecoveryBenchmark();
    if (arguments[0].equals("build")) {
      benchmark.build(folder, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    } else {
      benchmark.open(folder);
    }
    // As a kill would: nothing is closed.
    Runtime.getRuntime().halt(0);
  }

  private void build(Path folder, int rows, int changes) {
    StorageEngine engine = StorageEngine.open(folder, UNCOMPACTED, background, Clock.systemUTC());
    SampleTable table = SampleTable.create(engine, rows);
    Random random = new Random(1);
    try (StorageSession session = engine.openSession()) {
      session.synchronousCommit(false);
      for (int i = 0; i < changes; i++) {
        table.update(session, random.nextInt(rows), i);
      }
    }
  }

  private void open(Path folder) {
    StorageEngine engine =
        StorageEngine.open(folder, StorageConfig.DEFAULT, background, Clock.systemUTC());
    report("open", engine.metrics().deltaRows());
    SqlEngine sql = new SqlEngine(engine);
    QuerySession session =
        sql.open(
            new SessionRequest("ordinal", SqlEngine.DATABASE, "", Map.of()), SessionListener.NONE);
    report("first answer", query(session, "SELECT count(*) FROM t"));
    report("second answer", query(session, "SELECT v FROM t WHERE id = 4711"));
  }

  private static long query(QuerySession session, String query) {
    try (Execution.Rows rows =
        (Execution.Rows)
            session.execute(
                session.prepare(StatementText.of(query), List.of()), new ColumnBatch(1))) {
      ColumnBatch batch = Objects.requireNonNull(rows.next());
      return ((LongVector) batch.column(0)).get(batch.row(0));
    }
  }

  private void report(String what, long value) {
    System.out.printf(
        Locale.ROOT,
        "%s (%d): %.2f s, %.2f s of processor time%n",
        what,
        value,
        (System.nanoTime() - startNanos) / 1e9,
        ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3);
  }
}
