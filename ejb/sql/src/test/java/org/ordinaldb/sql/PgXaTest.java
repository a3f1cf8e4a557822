package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.storage.StorageEngine;
import org.postgresql.xa.PGXADataSource;

/// What a transaction manager does with PostgreSQL's driver: branches that are prepared, recovered and
/// ended, by other connections than those that began them as well.
class PgXaTest {
  @TempDir private static Path directory = Path.of("");

  private static @Nullable DevServer running;

  private final List<XAConnection> connections = new ArrayList<>();

  /// A transaction manager's name for a branch.
  private record Branch(int number) implements Xid {
    @Override
    public int getFormatId() {
      return 4711;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return ("transaction " + number).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {0, -1, 39, 64};
    }

    boolean isNamed(Xid other) {
      return other.getFormatId() == getFormatId()
          && Arrays.equals(other.getGlobalTransactionId(), getGlobalTransactionId())
          && Arrays.equals(other.getBranchQualifier(), getBranchQualifier());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    running = new DevServer(0, directory);
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(running).close();
  }

  private XAConnection connect() throws SQLException {
    PGXADataSource source = new PGXADataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {Objects.requireNonNull(running).port()});
    source.setDatabaseName("ordinal");
    source.setUser("ordinal");
    XAConnection connection = source.getXAConnection();
    connections.add(connection);
    return connection;
  }

  /// What a test leaves would keep the next one waiting for its locks.
  @AfterEach
  void end() throws SQLException {
    for (XAConnection connection : connections) {
      connection.close();
    }
    StorageEngine storage = Objects.requireNonNull(running).storage();
    storage.prepared().forEach(each -> storage.rollbackPrepared(each.globalId()));
  }

  @BeforeEach
  void createTable() throws SQLException {
    XAConnection xa = connect();
    run(xa, "DROP TABLE IF EXISTS t");
    run(xa, "CREATE TABLE t (id int PRIMARY KEY)");
  }

  private static void run(XAConnection xa, String sql) throws SQLException {
    try (Connection connection = xa.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long count(XAConnection xa) throws SQLException {
    try (Connection connection = xa.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void insert(XAConnection xa, Xid branch, int id) throws Exception {
    XAResource resource = xa.getXAResource();
    resource.start(branch, XAResource.TMNOFLAGS);
    run(xa, "INSERT INTO t VALUES (" + id + ")");
    resource.end(branch, XAResource.TMSUCCESS);
  }

  private static List<Xid> recover(XAConnection xa) throws Exception {
    int flags = XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN;
    return List.of(xa.getXAResource().recover(flags));
  }

  @Test
  void aBranchCommitsInTwoPhases() throws Exception {
    XAConnection xa = connect();
    Branch branch = new Branch(1);
    insert(xa, branch, 1);
    assertThat(xa.getXAResource().prepare(branch)).isEqualTo(XAResource.XA_OK);
    assertThat(count(xa)).isZero();
    xa.getXAResource().commit(branch, false);
    assertThat(count(xa)).isEqualTo(1);
    assertThat(recover(xa)).isEmpty();
  }

  @Test
  void aBranchCommitsInOnePhase() throws Exception {
    XAConnection xa = connect();
    Branch branch = new Branch(2);
    insert(xa, branch, 1);
    xa.getXAResource().commit(branch, true);
    assertThat(count(xa)).isEqualTo(1);
  }

  @Test
  void aBranchIsRolledBackBeforeAndAfterItsPreparation() throws Exception {
    XAConnection xa = connect();
    insert(xa, new Branch(3), 1);
    xa.getXAResource().rollback(new Branch(3));
    insert(xa, new Branch(4), 1);
    xa.getXAResource().prepare(new Branch(4));
    xa.getXAResource().rollback(new Branch(4));
    assertThat(count(xa)).isZero();
  }

  @Test
  void aConnectionThatGoesAwayLeavesItsBranchToBeRecovered() throws Exception {
    XAConnection first = connect();
    for (int number = 5; number <= 6; number++) {
      insert(first, new Branch(number), number);
      first.getXAResource().prepare(new Branch(number));
    }
    first.close();
    XAConnection second = connect();
    List<Xid> found = recover(second);
    assertThat(found).hasSize(2).anyMatch(new Branch(5)::isNamed).anyMatch(new Branch(6)::isNamed);
    for (Xid each : found) {
      if (new Branch(5).isNamed(each)) {
        second.getXAResource().commit(each, false);
      } else {
        second.getXAResource().rollback(each);
      }
    }
    assertThat(recover(second)).isEmpty();
    assertThat(count(second)).isEqualTo(1);
  }

  @Test
  void twoConnectionsInterleaveTheirBranches() throws Exception {
    XAConnection first = connect();
    XAConnection second = connect();
    insert(first, new Branch(7), 1);
    insert(second, new Branch(8), 2);
    first.getXAResource().prepare(new Branch(7));
    second.getXAResource().prepare(new Branch(8));
    insert(first, new Branch(9), 3);
    second.getXAResource().commit(new Branch(7), false);
    second.getXAResource().commit(new Branch(8), false);
    first.getXAResource().commit(new Branch(9), true);
    assertThat(count(first)).isEqualTo(3);
  }

  /// As with PostgreSQL, the driver says that it is prepared.
  @Test
  void aFailedBranchIsNotPrepared() throws Exception {
    XAConnection xa = connect();
    Branch branch = new Branch(10);
    xa.getXAResource().start(branch, XAResource.TMNOFLAGS);
    assertThatThrownBy(() -> run(xa, "SELECT 1 / 0")).isInstanceOf(SQLException.class);
    xa.getXAResource().end(branch, XAResource.TMFAIL);
    xa.getXAResource().prepare(branch);
    assertThat(recover(xa)).isEmpty();
    assertThatThrownBy(() -> xa.getXAResource().commit(branch, false))
        .isInstanceOf(XAException.class);
  }

  @Test
  void aBranchThatIsUnknownIsRefused() throws Exception {
    XAConnection xa = connect();
    assertThatThrownBy(() -> xa.getXAResource().commit(new Branch(11), false))
        .isInstanceOfSatisfying(
            XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XAER_NOTA));
    assertThatThrownBy(() -> xa.getXAResource().rollback(new Branch(11)))
        .isInstanceOfSatisfying(
            XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XAER_NOTA));
  }

  @Test
  void withoutABranchTheConnectionCommitsByItself() throws Exception {
    XAConnection xa = connect();
    run(xa, "INSERT INTO t VALUES (1)");
    try (Connection connection = xa.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (2)");
      connection.rollback();
      statement.execute("INSERT INTO t VALUES (3)");
      connection.commit();
    }
    assertThat(count(xa)).isEqualTo(2);
  }
}
