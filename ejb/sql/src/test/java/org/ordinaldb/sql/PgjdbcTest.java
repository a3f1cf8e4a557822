package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// PostgreSQL's JDBC driver against the whole of storage, SQL and wire.
class PgjdbcTest {
  @TempDir private static Path directory = Path.of("");

  private static @Nullable DevServer running;

  @BeforeAll
  static void start() throws Exception {
    running = new DevServer(0, directory);
  }

  @AfterAll
  static void stop() {
    server().close();
  }

  private static DevServer server() {
    return Objects.requireNonNull(running);
  }

  private static Connection connect(String options) throws SQLException {
    String url =
        "jdbc:postgresql://127.0.0.1:" + server().port() + "/ordinal?user=ordinal" + options;
    return DriverManager.getConnection(url);
  }

  @BeforeEach
  void createTable() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS t");
      statement.execute(
          "CREATE TABLE t (id int PRIMARY KEY, b bigint, x double precision, n numeric(12,3),"
              + " s text, d date, ts timestamp, u uuid, ok boolean)");
    }
  }

  private static void insert(Connection connection, int from, int to) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO t (id, b, s) VALUES (?, ?, ?)")) {
      for (int i = from; i < to; i++) {
        insert.setInt(1, i);
        insert.setLong(2, 10L * i);
        insert.setString(3, "row " + i);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).hasSize(to - from).containsOnly(1);
    }
  }

  @Test
  void valuesOfEveryTypeComeBackAsTheyWent() throws SQLException {
    UUID uuid = new UUID(123456789L, -987654321L);
    Timestamp moment = Timestamp.valueOf("2024-02-29 12:34:56.789012");
    for (String options : new String[] {"", "&prepareThreshold=1", "&preferQueryMode=simple"}) {
      try (Connection connection = connect(options);
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
          PreparedStatement select = connection.prepareStatement("SELECT * FROM t WHERE id = ?")) {
        for (int id = 1; id <= 3; id++) {
          insert.setInt(1, id);
          insert.setLong(2, Long.MIN_VALUE);
          insert.setDouble(3, 0.1);
          insert.setBigDecimal(4, new BigDecimal("123456789.125"));
          insert.setString(5, "ümläut 'quoted'");
          insert.setObject(6, LocalDate.of(2024, 2, 29));
          insert.setTimestamp(7, moment);
          insert.setObject(8, uuid);
          insert.setBoolean(9, true);
          assertThat(insert.executeUpdate()).isEqualTo(1);
          select.setInt(1, id);
          try (ResultSet row = select.executeQuery()) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong("b")).isEqualTo(Long.MIN_VALUE);
            assertThat(row.getDouble("x")).isEqualTo(0.1);
            assertThat(row.getBigDecimal("n")).isEqualTo(new BigDecimal("123456789.125"));
            assertThat(row.getString("s")).isEqualTo("ümläut 'quoted'");
            assertThat(row.getObject("d", LocalDate.class)).isEqualTo(LocalDate.of(2024, 2, 29));
            assertThat(row.getTimestamp("ts")).isEqualTo(moment);
            assertThat(row.getObject("u")).isEqualTo(uuid);
            assertThat(row.getBoolean("ok")).isTrue();
            assertThat(row.next()).isFalse();
          }
        }
        try (Statement statement = connection.createStatement()) {
          assertThat(statement.executeUpdate("DELETE FROM t")).isEqualTo(3);
        }
      }
    }
  }

  @Test
  void fetchSizeNeitherLosesNorDoublesRows() throws SQLException {
    try (Connection connection = connect("")) {
      insert(connection, 0, 5000);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(77);
        try (ResultSet rows = statement.executeQuery("SELECT id FROM t ORDER BY id");
            Statement other = connection.createStatement()) {
          for (int i = 0; i < 5000; i++) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(i);
            if (i == 1000) {
              other.executeUpdate("DELETE FROM t WHERE id > 4000");
            }
          }
          assertThat(rows.next()).isFalse();
        }
      }
      connection.rollback();
    }
  }

  @Test
  void severalPortalsAreOpenAtOnce() throws SQLException {
    try (Connection connection = connect("")) {
      insert(connection, 0, 300);
      connection.setAutoCommit(false);
      try (PreparedStatement up = connection.prepareStatement("SELECT id FROM t ORDER BY id");
          PreparedStatement down =
              connection.prepareStatement("SELECT id FROM t ORDER BY id DESC")) {
        up.setFetchSize(10);
        down.setFetchSize(7);
        try (ResultSet first = up.executeQuery();
            ResultSet second = down.executeQuery()) {
          for (int i = 0; i < 300; i++) {
            assertThat(first.next() && second.next()).isTrue();
            assertThat(first.getInt(1) + second.getInt(1)).isEqualTo(299);
          }
        }
      }
      connection.commit();
    }
  }

  @Test
  void aCursorOutlivesErrorsAndTheReturnToALaterSavepoint() throws SQLException {
    try (Connection connection = connect("");
        Statement cursor = connection.createStatement();
        Statement other = connection.createStatement()) {
      insert(connection, 0, 100);
      connection.setAutoCommit(false);
      cursor.setFetchSize(10);
      int expected = 0;
      try (ResultSet rows = cursor.executeQuery("SELECT id FROM t ORDER BY id")) {
        while (rows.next()) {
          assertThat(rows.getInt(1)).isEqualTo(expected);
          expected++;
          if (expected % 25 == 1) {
            Savepoint savepoint = connection.setSavepoint();
            other.execute("DELETE FROM t WHERE id > " + expected);
            assertThatThrownBy(() -> other.execute("SELECT 1 / 0"))
                .hasMessageContaining("division by zero");
            connection.rollback(savepoint);
          }
        }
      }
      assertThat(expected).isEqualTo(100);
      connection.rollback();
    }
  }

  @Test
  void aPreparedStatementOutlivesChangesOfItsTable() throws SQLException {
    try (Connection connection = connect("&prepareThreshold=1");
        PreparedStatement select = connection.prepareStatement("SELECT s FROM t WHERE id = ?");
        Statement ddl = connection.createStatement()) {
      insert(connection, 1, 2);
      for (int round = 0; round < 3; round++) {
        select.setInt(1, 1);
        try (ResultSet row = select.executeQuery()) {
          assertThat(row.next()).isTrue();
          assertThat(row.getString(1)).isEqualTo("row 1");
        }
        ddl.execute("ALTER TABLE t ADD COLUMN extra" + round + " int");
      }
    }
  }

  @Test
  void anErrorFailsTheTransactionButNotTheConnection() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      insert(connection, 1, 2);
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> insert(connection, 1, 2))
          .hasMessageContaining("duplicate key value violates unique constraint \"t_pkey\"");
      assertThatThrownBy(() -> statement.executeQuery("SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
      connection.rollback();
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(1);
      }
    }
  }

  @Test
  void anErrorOfAUniqueConstraintNamesIt() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE k (a int, b int UNIQUE DEFERRABLE, CONSTRAINT ab UNIQUE (a, b))");
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      assertThat(copy.copyIn("COPY k FROM STDIN", new StringReader("1\t2\n\\N\t3\n"))).isEqualTo(2);
      assertViolation(
          () -> statement.execute("INSERT INTO k VALUES (3, 2)"), "23505 public k null k_b_key");
      assertViolation(
          () -> statement.execute("INSERT INTO k VALUES (1, 2)"), "23505 public k null ab");
      assertViolation(
          () -> copy.copyIn("COPY k FROM STDIN", new StringReader("4\t4\n5\t4\n")),
          "23505 public k null k_b_key");
    }
  }

  @Test
  void savepointsTakeBackPartOfATransaction() throws SQLException {
    try (Connection connection = connect("")) {
      connection.setAutoCommit(false);
      insert(connection, 1, 2);
      java.sql.Savepoint savepoint = connection.setSavepoint();
      insert(connection, 2, 5);
      connection.rollback(savepoint);
      connection.commit();
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT count(*), max(id) FROM t")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(1);
        assertThat(row.getInt(2)).isEqualTo(1);
      }
    }
  }

  @Test
  void theDriverKnowsTheSessionByTheNumberThatOthersKnow() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement();
        ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
      assertThat(pid.next()).isTrue();
      assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isEqualTo(pid.getInt(1));
    }
  }

  @Test
  void aQueryTimeoutCancelsTheStatement() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      insert(connection, 0, 3000);
      statement.execute("SET statement_timeout = '100ms'");
      assertThatThrownBy(() ->
              statement.executeQuery(
                  "SELECT count(*) FROM t a, t b, t c WHERE a.b + b.b < c.b * 3"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
      statement.execute("RESET statement_timeout");
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(3000);
      }
    }
  }

  @Test
  void generatedKeysAndReturnedRowsComeBack() throws SQLException {
    for (String options : new String[] {"", "&prepareThreshold=1", "&preferQueryMode=simple"}) {
      createTable();
      try (Connection connection = connect(options);
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO t (id, s) VALUES (?, ?)", new String[] {"id", "s"});
          PreparedStatement upsert =
              connection.prepareStatement(
                  "INSERT INTO t (id, b) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET b ="
                      + " excluded.b + 1 RETURNING id, b, s")) {
        for (int id = 1; id <= 3; id++) {
          insert.setInt(1, id);
          insert.setString(2, "row " + id);
          assertThat(insert.executeUpdate()).isEqualTo(1);
          try (ResultSet keys = insert.getGeneratedKeys()) {
            assertThat(keys.next()).isTrue();
            assertThat(keys.getInt("id")).isEqualTo(id);
            assertThat(keys.getString("s")).isEqualTo("row " + id);
          }
          upsert.setInt(1, id + 1);
          upsert.setLong(2, 10);
          try (ResultSet row = upsert.executeQuery()) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong("b")).isEqualTo(10);
            assertThat(row.getString("s")).isNull();
          }
          try (ResultSet row = upsert.executeQuery()) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong("b")).isEqualTo(11);
          }
          connection.createStatement().execute("DELETE FROM t WHERE id = " + (id + 1));
        }
      }
    }
  }

  @Test
  void violationsNameWhatTheyAreAbout() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS child, parent");
      statement.execute("CREATE TABLE parent (id int PRIMARY KEY)");
      statement.execute(
          "CREATE TABLE child (id int CONSTRAINT positive CHECK (id > 0), n int NOT NULL,"
              + " p int CONSTRAINT up REFERENCES parent)");
      statement.execute("INSERT INTO parent VALUES (1)");
      assertViolation(
          () -> statement.execute("INSERT INTO child VALUES (-1, 1, 1)"),
          "23514 public child null positive");
      assertViolation(
          () -> statement.execute("INSERT INTO child VALUES (1, NULL, 1)"),
          "23502 public child n null");
      assertViolation(
          () -> statement.execute("INSERT INTO child VALUES (1, 1, 2)"),
          "23503 public child null up");
      statement.execute("INSERT INTO child VALUES (1, 1, 1)");
      assertViolation(() -> statement.execute("DELETE FROM parent"), "23503 public child null up");
      assertViolation(
          () -> statement.execute("INSERT INTO parent VALUES (1)"),
          "23505 public parent null parent_pkey");
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      assertThat(copy.copyIn("COPY child FROM STDIN", new StringReader("1\t1\t1\n2\t2\t\\N\n")))
          .isEqualTo(2);
      assertViolation(
          () -> copy.copyIn("COPY child FROM STDIN", new StringReader("1\t1\t1\n-2\t2\t1\n")),
          "23514 public child null positive");
      assertViolation(
          () -> copy.copyIn("COPY child FROM STDIN", new StringReader("1\t1\t1\n2\t2\t7\n")),
          "23503 public child null up");
      try (ResultSet count = statement.executeQuery("SELECT count(*) FROM child")) {
        count.next();
        assertThat(count.getInt(1)).isEqualTo(3);
      }
    }
  }

  private interface Failing {
    void run() throws Exception;
  }

  private static void assertViolation(Failing action, String expected) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            PSQLException.class,
            e -> {
              ServerErrorMessage error = Objects.requireNonNull(e.getServerErrorMessage());
              assertThat(
                      String.join(
                          " ",
                          error.getSQLState(),
                          error.getSchema(),
                          error.getTable(),
                          error.getColumn(),
                          error.getConstraint()))
                  .isEqualTo(expected);
            });
  }
}
