package org.ordinaldb.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.stream.IntStream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// A database behind its JDBC driver: embedded ones keep their files in a folder, PostgreSQL is a
/// server.
final class JdbcPeer implements Peer {
  private static final int BATCH = 10_000;

  private final String name;
  private final Connection connection;
  private @Nullable PreparedStatement point;

  JdbcPeer(String name, String url, String... setup) throws SQLException {
    this.name = name;
    this.connection = DriverManager.getConnection(url);
    for (String sql : setup) {
      execute(sql);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void load(int rows) throws Exception {
    execute(Payments.TABLE);
    if (connection.isWrapperFor(PGConnection.class)) {
      copy(rows);
    } else if (connection instanceof DuckDBConnection duck) {
      append(duck, rows);
    } else {
      insert(rows);
    }
  }

  private void copy(int rows) throws SQLException, IOException {
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY payments FROM STDIN (FORMAT csv)", csv(rows));
    execute("VACUUM ANALYZE payments");
  }

  private static InputStream csv(int rows) {
    return new SequenceInputStream(
        Collections.enumeration(
            IntStream.iterate(0, from -> from < rows, from -> from + BATCH)
                .<InputStream>mapToObj(from ->
                    new ByteArrayInputStream(Payments.csv(from, Math.min(from + BATCH, rows))))
                .toList()));
  }

  private static void append(DuckDBConnection duck, int rows) throws SQLException {
    try (DuckDBAppender appender = duck.createAppender("main", "payments")) {
      for (int row = 0; row < rows; row++) {
        appender.beginRow();
        appender.append(Payments.id(row));
        appender.append(Payments.amount(row));
        appender.append(Payments.price(row));
        appender.append(Payments.city(row));
        appender.endRow();
      }
    }
  }

  private void insert(int rows) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO payments VALUES (?, ?, ?, ?)")) {
      for (int row = 0; row < rows; row++) {
        insert.setLong(1, Payments.id(row));
        insert.setLong(2, Payments.amount(row));
        insert.setDouble(3, Payments.price(row));
        insert.setString(4, Payments.city(row));
        insert.addBatch();
        if ((row + 1) % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  @Override
  public long query(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      long value = 0;
      while (rows.next()) {
        value = rows.getLong(1);
      }
      return value;
    }
  }

  @Override
  public long amount(long id) throws SQLException {
    PreparedStatement select = point;
    if (select == null) {
      select = connection.prepareStatement("SELECT amount FROM payments WHERE id = ?");
      point = select;
    }
    select.setLong(1, id);
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
