package org.ordinaldb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

class PgjdbcIT {
  private final OrdinalServer server = SharedServer.get();

  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = server.connect();
    run("CREATE TABLE jdbc_rows (id bigint PRIMARY KEY, name text)");
  }

  @AfterEach
  void dropTable() throws SQLException {
    connection.close();
    try (Connection another = server.connect();
        Statement statement = another.createStatement()) {
      statement.execute("DROP TABLE jdbc_rows");
    }
  }

  /// Mode `extendedForPrepared` with threshold -1 asks for binary values at once.
  @ParameterizedTest
  @ValueSource(strings = {"prepareThreshold=-1", "prepareThreshold=0", "preferQueryMode=simple"})
  void everyTypeMakesTheRoundTrip(String mode) throws SQLException {
    UUID uuid = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    LocalDateTime timestamp = LocalDateTime.of(2026, 11, 22, 13, 14, 15, 123_456_000);
    try (Connection mine = DriverManager.getConnection(server.jdbcUrl() + "&" + mode);
        Statement statement = mine.createStatement()) {
      statement.execute(
          "CREATE TABLE jdbc_types (id int PRIMARY KEY, b boolean, i2 smallint, i8 bigint, f4 real,"
              + " f8 double precision, n numeric(20,4), t text, v varchar(9), c char(4), y bytea,"
              + " d date, tm time, ts timestamp, tz timestamptz, u uuid)");
      try (PreparedStatement insert =
          mine.prepareStatement(
              "INSERT INTO jdbc_types VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
        insert.setInt(1, 1);
        insert.setBoolean(2, true);
        insert.setShort(3, (short) -7);
        insert.setLong(4, Long.MIN_VALUE);
        insert.setFloat(5, 1.5f);
        insert.setDouble(6, 0.1);
        insert.setBigDecimal(7, new BigDecimal("-1234567890123.4567"));
        insert.setString(8, "naïve 🙂");
        insert.setString(9, "nine");
        insert.setString(10, "ab");
        insert.setBytes(11, new byte[] {0, -1, 92});
        insert.setObject(12, LocalDate.of(1815, 12, 23));
        insert.setObject(13, LocalTime.of(23, 59, 58));
        insert.setObject(14, timestamp);
        insert.setObject(15, timestamp.atOffset(ZoneOffset.ofHours(2)));
        insert.setObject(16, uuid);
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
      try (PreparedStatement select =
              mine.prepareStatement("SELECT * FROM jdbc_types WHERE id = ?");
          ResultSet rows = query(select, 1)) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getBoolean("b")).isTrue();
        assertThat(rows.getShort("i2")).isEqualTo((short) -7);
        assertThat(rows.getLong("i8")).isEqualTo(Long.MIN_VALUE);
        assertThat(rows.getFloat("f4")).isEqualTo(1.5f);
        assertThat(rows.getDouble("f8")).isEqualTo(0.1);
        assertThat(rows.getBigDecimal("n")).isEqualTo(new BigDecimal("-1234567890123.4567"));
        assertThat(rows.getString("t")).isEqualTo("naïve 🙂");
        assertThat(rows.getString("v")).isEqualTo("nine");
        assertThat(rows.getString("c")).isEqualTo("ab  ");
        assertThat(rows.getBytes("y")).containsExactly(0, -1, 92);
        assertThat(rows.getObject("d", LocalDate.class)).isEqualTo(LocalDate.of(1815, 12, 23));
        assertThat(rows.getDate("d")).isEqualTo(Date.valueOf("1815-12-23"));
        assertThat(rows.getObject("tm", LocalTime.class)).isEqualTo(LocalTime.of(23, 59, 58));
        assertThat(rows.getObject("ts", LocalDateTime.class)).isEqualTo(timestamp);
        assertThat(rows.getObject("tz", OffsetDateTime.class).toInstant())
            .isEqualTo(timestamp.toInstant(ZoneOffset.ofHours(2)));
        assertThat(rows.getObject("u", UUID.class)).isEqualTo(uuid);
      }
      statement.execute("DROP TABLE jdbc_types");
    }
  }

  @Test
  void batchesAndTransactionsHoldTogether() throws SQLException {
    connection.setAutoCommit(false);
    insert(0, 1_000);
    connection.rollback();
    insert(0, 500);
    connection.commit();
    connection.setAutoCommit(true);
    assertThat(count()).isEqualTo(500);
  }

  @Test
  void fetchSizeReadsEveryRowOnce() throws SQLException {
    connection.setAutoCommit(false);
    insert(0, 10_000);
    connection.commit();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(777);
      long expected = 0;
      try (ResultSet rows = statement.executeQuery("SELECT id FROM jdbc_rows ORDER BY id")) {
        while (rows.next()) {
          assertThat(rows.getLong(1)).isEqualTo(expected++);
        }
      }
      assertThat(expected).isEqualTo(10_000);
    }
    connection.rollback();
  }

  @Test
  void errorsCarryTheirSqlState() throws SQLException {
    insert(0, 1);
    assertThat(stateOf("INSERT INTO jdbc_rows VALUES (0, 'again')")).isEqualTo("23505");
    assertThat(stateOf("SELECT * FROM no_such_table")).isEqualTo("42P01");
    assertThat(stateOf("SELEC 1")).isEqualTo("42601");
    assertThat(stateOf("SELECT 1/0")).isEqualTo("22012");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void copyLoadsAndUnloads() throws Exception {
    var copy = connection.unwrap(PGConnection.class).getCopyAPI();
    long loaded =
        copy.copyIn("COPY jdbc_rows FROM STDIN (FORMAT csv)", new StringReader("1,one\n2,\n"));
    assertThat(loaded).isEqualTo(2);
    var out = new java.io.StringWriter();
    copy.copyOut("COPY jdbc_rows TO STDOUT", out);
    assertThat(out).hasToString("1\tone\n2\t\\N\n");
  }

  @Test
  void aRunningStatementCanBeCancelled() throws Exception {
    connection.setAutoCommit(false);
    insert(0, 20_000);
    connection.commit();
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      CompletableFuture<Void> canceller =
          CompletableFuture.runAsync(() -> {
            try {
              Thread.sleep(500);
              statement.cancel();
            } catch (InterruptedException | SQLException failure) {
              throw new IllegalStateException(failure);
            }
          });
      PSQLException error =
          catchThrowableOfType(
              PSQLException.class,
              () ->
                  statement.executeQuery(
                      "SELECT count(*) FROM jdbc_rows a JOIN jdbc_rows b ON a.id < b.id + 1"
                          + " JOIN jdbc_rows c ON b.id < c.id + 1"));
      canceller.join();
      assertThat(error.getSQLState()).isEqualTo("57014");
    }
    assertThat(count()).isEqualTo(20_000);
  }

  @Test
  void garbageOnThePortHarmsNobody() throws Exception {
    try (var socket = new java.net.Socket("127.0.0.1", server.ports().postgres())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes("US-ASCII"));
      socket.getOutputStream().flush();
      socket.setSoTimeout(10_000);
      while (socket.getInputStream().read() >= 0) {
        // The server may say why before it closes.
      }
    }
    assertThat(count()).isZero();
  }

  private void insert(int from, int to) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO jdbc_rows VALUES (?, ?)")) {
      for (int i = from; i < to; i++) {
        insert.setLong(1, i);
        insert.setString(2, "row " + i);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private long count() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM jdbc_rows")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private String stateOf(String sql) {
    return catchThrowableOfType(SQLException.class, () -> run(sql)).getSQLState();
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static ResultSet query(PreparedStatement select, int id) throws SQLException {
    select.setInt(1, id);
    return select.executeQuery();
  }
}
