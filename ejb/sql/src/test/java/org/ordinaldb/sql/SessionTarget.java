package org.ordinaldb.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.type.ColumnBatch;

/// Answers out of a session of this process, one statement a transaction.
final class SessionTarget implements Transcript.Target {
  static final ColumnBatch NO_PARAMETERS = new ColumnBatch(1);

  private final QuerySession session;

  SessionTarget(QuerySession session) {
    this.session = session;
  }

  @Override
  public Transcript.Answer run(String sql) {
    try {
      Transcript.Answer answer = answer(sql);
      session.sync();
      return answer;
    } catch (SqlException e) {
      return Transcript.Answer.ofError(e.state().code(), e.text(), e.detail());
    }
  }

  private Transcript.Answer answer(String sql) {
    Transcript.Answer last = Transcript.Answer.ofTag("");
    for (StatementText statement : session.parse(sql)) {
      PreparedStatement prepared = session.prepare(statement, List.of());
      try (Execution.Rows rows = (Execution.Rows) session.execute(prepared, NO_PARAMETERS)) {
        List<List<@Nullable String>> cells = rows(prepared.columns(), rows);
        last =
            prepared.returnsRows()
                ? Transcript.Answer.ofRows(names(prepared.columns()), cells)
                : Transcript.Answer.ofTag(rows.commandTag(cells.size()));
      }
    }
    return last;
  }

  private static List<String> names(List<ResultColumn> columns) {
    return columns.stream().map(ResultColumn::name).toList();
  }

  static List<List<@Nullable String>> rows(List<ResultColumn> columns, Execution.Rows rows) {
    List<TextCodec> codecs = columns.stream().map(c -> TextCodec.of(c.type())).toList();
    List<List<@Nullable String>> all = new ArrayList<>();
    for (ColumnBatch batch = rows.next(); batch != null; batch = rows.next()) {
      for (int i = 0; i < batch.size(); i++) {
        List<@Nullable String> row = new ArrayList<>();
        for (int c = 0; c < codecs.size(); c++) {
          int physical = batch.row(i);
          row.add(
              batch.column(c).isNull(physical)
                  ? null
                  : codecs.get(c).text(batch.column(c), physical, FormatSettings.DEFAULT));
        }
        all.add(row);
      }
    }
    return all;
  }

  @Override
  public void close() {
    session.close();
  }
}
