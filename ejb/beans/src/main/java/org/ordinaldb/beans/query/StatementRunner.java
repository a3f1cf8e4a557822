package org.ordinaldb.beans.query;

import java.util.List;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionFactory;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Runs single statements, each in a session and a transaction of its own. Safe for use by many
/// threads.
public final class StatementRunner {
  private static final String USER = "ordinal";
  private static final String DATABASE = "ordinal";

  private final SessionFactory sessions;

  public StatementRunner(SessionFactory sessions) {
    this.sessions = sessions;
  }

  /// Starts the statement. The caller reads its rows, finishes it and closes it, on this thread.
  /// Positions of errors are those of the request's text.
  public RunningStatement start(StatementRequest request) {
    Placeholders text = Placeholders.number(request.sql());
    QuerySession session =
        sessions.open(
            new SessionRequest(USER, DATABASE, request.clientAddress(), request.settings()),
            SessionListener.NONE);
    try {
      return start(session, text, request);
    } catch (SqlException failure) {
      session.close();
      throw failure.position(
          failure.position() == 0 ? 0 : text.originalPosition(failure.position()));
    } catch (RuntimeException | Error failure) {
      session.close();
      throw failure;
    }
  }

  private static RunningStatement start(
      QuerySession session, Placeholders text, StatementRequest request) {
    PreparedStatement statement = session.prepare(onlyStatement(session, text), List.of());
    ColumnBatch parameters = parameters(statement.parameterTypes(), request);
    return switch (session.execute(statement, parameters)) {
      case Execution.Rows rows -> new RunningStatement(session, statement.columns(), rows);
      case Execution.CopyIn _, Execution.CopyOut _ ->
          throw new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "COPY FROM STDIN and TO STDOUT need a PostgreSQL client");
    };
  }

  private static StatementText onlyStatement(QuerySession session, Placeholders text) {
    List<StatementText> statements = session.parse(text.sql());
    if (statements.size() != 1) {
      throw new StatementException(
          SqlState.SYNTAX_ERROR,
          statements.isEmpty()
              ? "the request holds no statement"
              : "cannot insert multiple commands into a prepared statement");
    }
    return statements.getFirst();
  }

  private static ColumnBatch parameters(List<SqlType> types, StatementRequest request) {
    if (types.size() != request.parameters().size()) {
      throw new StatementException(
          SqlState.PROTOCOL_VIOLATION,
          "the statement has %d parameters, but %d values were given"
              .formatted(types.size(), request.parameters().size()));
    }
    Vector[] columns = new Vector[types.size()];
    for (int i = 0; i < columns.length; i++) {
      VectorBuilder builder = VectorBuilder.of(types.get(i), 1);
      String value = request.parameters().get(i);
      if (value == null) {
        builder.appendNull();
      } else {
        TextCodec.of(types.get(i)).parse(value, builder, FormatSettings.DEFAULT);
      }
      columns[i] = builder.build();
    }
    return new ColumnBatch(1, columns);
  }
}
