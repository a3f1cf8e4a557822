package org.ordinaldb.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Answers out of a server behind pgjdbc: PostgreSQL itself, as the oracle of transcripts.
final class JdbcTarget implements Transcript.Target {
  private final Connection connection;

  private final String schema;

  /// Works in a schema of its own, which goes when it is closed.
  JdbcTarget(String url, String name) throws SQLException {
    connection = DriverManager.getConnection(url);
    schema = "transcript_" + name;
    execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    execute("CREATE SCHEMA " + schema);
    execute("SET search_path = " + schema);
    execute("SET timezone = 'UTC'");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public Transcript.Answer run(String sql) {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return Transcript.Answer.ofTag("" + statement.getUpdateCount());
      }
      try (ResultSet result = statement.getResultSet()) {
        return rows(result);
      }
    } catch (PSQLException e) {
      ServerErrorMessage error = e.getServerErrorMessage();
      return error == null
          ? Transcript.Answer.ofError(
              String.valueOf(e.getSQLState()), String.valueOf(e.getMessage()), null)
          : Transcript.Answer.ofError(
              String.valueOf(error.getSQLState()),
              String.valueOf(error.getMessage()),
              error.getDetail());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Transcript.Answer rows(ResultSet result) throws SQLException {
    int count = result.getMetaData().getColumnCount();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      columns.add(result.getMetaData().getColumnLabel(i));
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    while (result.next()) {
      List<@Nullable String> row = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        row.add(result.getString(i));
      }
      rows.add(row);
    }
    return Transcript.Answer.ofRows(columns, rows);
  }

  @Override
  public void close() {
    try {
      execute("ROLLBACK");
      execute("DROP SCHEMA " + schema + " CASCADE");
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
