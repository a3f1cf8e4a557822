package org.ordinaldb.sql;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.type.ColumnBatch;

/// `SELECT * FROM ordinal.check` for a data folder that no server has open:
///
///     CheckCommand DIRECTORY
///
/// Opening the folder recovers it, as a start of the server would. Exit status: 0 when nothing is
/// wrong, 1 when something is, 2 when the folder could not be checked.
public final class CheckCommand {
  private static final int SOUND = 0;
  private static final int DAMAGED = 1;
  private static final int NOT_CHECKED = 2;

  private CheckCommand() {}

  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("usage: CheckCommand DIRECTORY");
      System.exit(NOT_CHECKED);
    }
    System.exit(run(Path.of(arguments[0]), System.out));
  }

  /// Checks a folder and writes a line for each finding.
  ///
  /// @return the exit status
  static int run(Path directory, PrintStream out) {
    ScheduledExecutorService background = Executors.newScheduledThreadPool(1);
    try (StorageEngine storage =
            StorageEngine.open(directory, StorageConfig.DEFAULT, background, Clock.systemUTC());
        SqlEngine sql =
            new SqlEngine(
                storage, SqlConfig.DEFAULT, Clock.systemUTC(), background, StatementObserver.NONE);
        QuerySession session =
            sql.open(
                new SessionRequest("ordinal", "ordinal", "", Map.of()), SessionListener.NONE)) {
      long found = print(session, out);
      out.println(found == 0 ? "nothing is wrong" : found + " found");
      return found == 0 ? SOUND : DAMAGED;
    } catch (SqlException e) {
      out.println(e.text());
      String detail = e.detail();
      if (detail != null) {
        out.println(detail);
      }
      String hint = e.hint();
      if (hint != null) {
        out.println(hint);
      }
      return isDamage(e.state()) ? DAMAGED : NOT_CHECKED;
    } finally {
      background.shutdown();
    }
  }

  private static boolean isDamage(SqlState state) {
    return state == SqlState.DATA_CORRUPTED || state == SqlState.INDEX_CORRUPTED;
  }

  private static long print(QuerySession session, PrintStream out) {
    PreparedStatement statement =
        session.prepare(session.parse("SELECT * FROM ordinal.check").getFirst(), List.of());
    List<ResultColumn> columns = statement.columns();
    long rows = 0;
    try (Execution.Rows result = (Execution.Rows) session.execute(statement, new ColumnBatch(1))) {
      for (ColumnBatch batch = result.next(); batch != null; batch = result.next()) {
        for (int i = 0; i < batch.size(); i++) {
          out.println(line(columns, batch, batch.row(i)));
        }
        rows += batch.size();
      }
    }
    session.sync();
    return rows;
  }

  private static String line(List<ResultColumn> columns, ColumnBatch batch, int row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      if (!batch.column(i).isNull(row)) {
        line.append(line.isEmpty() ? "" : "  ")
            .append(columns.get(i).name())
            .append('=')
            .append(
                TextCodec.of(columns.get(i).type())
                    .text(batch.column(i), row, FormatSettings.DEFAULT));
      }
    }
    return line.toString();
  }
}
