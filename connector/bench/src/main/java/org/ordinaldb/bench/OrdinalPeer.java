package org.ordinaldb.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.SqlEngine;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Ordinal in this process, through a SQL session: everything but the wire.
final class OrdinalPeer implements Peer {
  private static final int BATCH = 10_000;

  /// Statements without parameters get one row without columns.
  private static final ColumnBatch NO_PARAMETERS = new ColumnBatch(1);

  private final ScheduledExecutorService background = Executors.newScheduledThreadPool(1);
  private final StorageEngine storage;
  private final SqlEngine engine;
  private final QuerySession session;
  private @Nullable PreparedStatement point;

  OrdinalPeer(Path folder) {
    StorageConfig config = StorageConfig.DEFAULT.withCacheBytes(1L << 30);
    storage = StorageEngine.open(folder, config, background, Clock.systemUTC());
    engine = new SqlEngine(storage);
    session =
        engine.open(
            new SessionRequest("ordinal", SqlEngine.DATABASE, "", Map.of()), SessionListener.NONE);
  }

  @Override
  public String name() {
    return "Ordinal";
  }

  @Override
  public void load(int rows) {
    query(Payments.TABLE);
    PreparedStatement copy = prepare("COPY payments FROM STDIN (FORMAT csv)");
    try (Execution.CopyIn load = (Execution.CopyIn) session.execute(copy, NO_PARAMETERS)) {
      for (int from = 0; from < rows; from += BATCH) {
        byte[] csv = Payments.csv(from, Math.min(from + BATCH, rows));
        load.write(csv, 0, csv.length);
      }
      load.finish();
    }
    session.sync();
  }

  @Override
  public long query(String sql) {
    return run(prepare(sql), NO_PARAMETERS);
  }

  @Override
  public long amount(long id) {
    PreparedStatement select = point;
    if (select == null) {
      select =
          session.prepare(
              StatementText.of("SELECT amount FROM payments WHERE id = $1"), List.of(SqlType.INT8));
      point = select;
    }
    return run(select, new ColumnBatch(1, LongVector.of(id)));
  }

  private PreparedStatement prepare(String sql) {
    return session.prepare(session.parse(sql).getFirst(), List.of());
  }

  private long run(PreparedStatement statement, ColumnBatch parameters) {
    long value = 0;
    try (Execution.Rows rows = (Execution.Rows) session.execute(statement, parameters)) {
      for (ColumnBatch batch = rows.next(); batch != null; batch = rows.next()) {
        if (batch.columnCount() > 0) {
          value = value(batch.column(0), batch.row(batch.size() - 1));
        }
      }
    }
    session.sync();
    return value;
  }

  /// No query here gives text first: byte strings are wide numerics.
  private static long value(Vector column, int row) {
    return switch (column) {
      case LongVector longs -> longs.get(row);
      case DoubleVector doubles -> (long) doubles.get(row);
      case BytesVector decimals -> Decimals.decode(decimals, row).longValue();
    };
  }

  @Override
  public void close() throws InterruptedException {
    session.close();
    engine.close();
    storage.close();
    background.shutdown();
    background.awaitTermination(1, TimeUnit.MINUTES);
  }
}
