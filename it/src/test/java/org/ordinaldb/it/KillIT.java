package org.ordinaldb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Kills the server at random moments under load, `-Dkill.rounds=` times. Every transaction inserts
/// its number on both sides of a ledger and adds one to its writer's row, so that a lost or a
/// half-applied one shows. The storage engine has more such rounds of its own, without a server.
class KillIT {
  private static final OrdinalServer.Ports PORTS = new OrdinalServer.Ports(27433, 30080, 26848);
  private static final int WRITERS = 4;
  private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void nothingAcknowledgedIsLostAndNothingIsHalfApplied() throws Exception {
    System.out.println("-Dseed=" + seed);
    Path data = SharedServer.emptyFolder("killed");
    List<Writer> writers = new ArrayList<>();
    OrdinalServer server = OrdinalServer.start(PORTS, data);
    createTables(server);
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer(i));
    }
    for (int round = 0; round < ROUNDS; round++) {
      List<Thread> threads = startAll(writers, server);
      Thread.sleep(1_000 + random.nextInt(4_000));
      server.kill();
      assertThat(server.output()).contains("the server stopped; see").doesNotContain("PASSWORD");
      for (Thread thread : threads) {
        thread.join();
      }
      server = OrdinalServer.start(PORTS, data);
      for (Writer writer : writers) {
        writer.verify(server);
      }
    }
    assertThat(writers.stream().mapToInt(writer -> writer.acknowledged.cardinality()).sum())
        .as("acknowledged transactions")
        .isGreaterThan(ROUNDS);
    server.close();
  }

  private static void createTables(OrdinalServer server) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE debit (writer int, number int, PRIMARY KEY (writer, number))");
      statement.execute(
          "CREATE TABLE credit (writer int, number int, PRIMARY KEY (writer, number))");
      statement.execute("CREATE TABLE totals (writer int PRIMARY KEY, total bigint)");
      for (int i = 0; i < WRITERS; i++) {
        statement.execute("INSERT INTO totals VALUES (" + i + ", 0)");
      }
    }
  }

  private static List<Thread> startAll(List<Writer> writers, OrdinalServer server) {
    List<Thread> threads = new ArrayList<>();
    for (Writer writer : writers) {
      writer.stopped.set(false);
      threads.add(Thread.ofVirtual().start(() -> writer.writeUntilKilled(server)));
    }
    return threads;
  }

  /// One client. Its thread owns it while the load runs, the test's thread afterwards.
  private static final class Writer {
    private final int id;
    private final BitSet acknowledged = new BitSet();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private int next;

    Writer(int id) {
      this.id = id;
    }

    void writeUntilKilled(OrdinalServer server) {
      try (Connection connection = server.connect();
          PreparedStatement debit = connection.prepareStatement("INSERT INTO debit VALUES (?, ?)");
          PreparedStatement credit =
              connection.prepareStatement("INSERT INTO credit VALUES (?, ?)");
          PreparedStatement total =
              connection.prepareStatement("UPDATE totals SET total = total + 1 WHERE writer = ?")) {
        connection.setAutoCommit(false);
        while (!stopped.get()) {
          int number = next++;
          insert(debit, number);
          insert(credit, number);
          total.setInt(1, id);
          total.executeUpdate();
          connection.commit();
          acknowledged.set(number);
        }
      } catch (SQLException killed) {
        stopped.set(true); // The connection broke, as it should when the server dies.
      }
    }

    private void insert(PreparedStatement statement, int number) throws SQLException {
      statement.setInt(1, id);
      statement.setInt(2, number);
      statement.executeUpdate();
    }

    void verify(OrdinalServer server) throws SQLException {
      try (Connection connection = server.connect()) {
        BitSet debit = numbers(connection, "debit");
        BitSet credit = numbers(connection, "credit");
        BitSet lost = (BitSet) acknowledged.clone();
        lost.andNot(debit);
        assertThat(lost.stream().boxed()).as("acknowledged but lost, writer " + id).isEmpty();
        assertThat(credit).as("both sides, writer " + id).isEqualTo(debit);
        assertThat(total(connection)).as("total, writer " + id).isEqualTo(debit.cardinality());
        acknowledged.or(debit); // A commit whose answer was lost holds from now on.
      }
    }

    private BitSet numbers(Connection connection, String table) throws SQLException {
      BitSet numbers = new BitSet();
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT number FROM " + table + " WHERE writer = " + id)) {
        while (rows.next()) {
          numbers.set(rows.getInt(1));
        }
      }
      return numbers;
    }

    private long total(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT total FROM totals WHERE writer = " + id)) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
