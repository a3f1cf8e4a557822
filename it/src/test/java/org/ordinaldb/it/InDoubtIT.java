package org.ordinaldb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ManagedConnection;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.awaitility.Awaitility;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.ordinaldb.adapter.OrdinalAdapter;
import org.ordinaldb.adapter.api.StorageConnection;
import org.ordinaldb.adapter.outbound.StorageManagedConnectionFactory;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.it.ledger.Ledger;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;

/// Kills the server between the two phases of transactions that span Ordinal and the server's H2.
class InDoubtIT {
  private static final OrdinalServer.Ports PORTS = new OrdinalServer.Ports(28433, 31080, 27848);
  private static final long UNDECIDED = 1;
  private static final long DECIDED = 2;
  private static final long OUTBOUND = 3;
  private static final long SOMEBODY_ELSES = 4;

  /// As Payara names branches: whose they are stands in front of the qualifier.
  private record Branch(String server, long number) implements Xid {
    @Override
    public int getFormatId() {
      return 4871251;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return ("transaction " + number).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] getBranchQualifier() {
      return (server + ",server,P100,0").getBytes(StandardCharsets.US_ASCII);
    }
  }

  @Test
  void whatAKillLeavesInDoubtEndsAsTheLogSays() throws Exception {
    Path data = SharedServer.emptyFolder("in-doubt");
    stopInBothPhasesAndKill(data);
    ShellResult check = check(data);
    assertThat(check.exitCode()).as(check.output()).isZero();

    OrdinalAdapter adapter = new OrdinalAdapter();
    adapter.setDataDirectory(data.toString());
    adapter.start(null);
    try {
      assertInDoubt(adapter, UNDECIDED);
      assertInDoubt(adapter, DECIDED);
      prepareOutbound(adapter, new Branch(serverName(data), OUTBOUND));
      prepareOutbound(adapter, new Branch("another", SOMEBODY_ELSES));
      assertAStartWithoutOrdinalFails(data);
      assertThat(adapter.engine().prepared()).hasSize(4);
    } finally {
      adapter.stop();
    }

    try (OrdinalServer again = OrdinalServer.start(PORTS, data)) {
      Awaitility.await("recovery")
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(inDoubt(again)).hasSize(1));
      deploy(again);
      assertThat(get(again, "bookings")).isEqualTo("[" + DECIDED + "] [" + DECIDED + "]");
      run(again, "ROLLBACK PREPARED '" + inDoubt(again).getFirst() + "'");
      assertThat(get(again, "bookings")).isEqualTo("[" + DECIDED + "] [" + DECIDED + "]");
    }
  }

  private static void stopInBothPhasesAndKill(Path data) throws SQLException {
    OrdinalServer server = OrdinalServer.start(PORTS, data);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> undecided;
      Future<?> decided;
      try {
        deploy(server);
        get(server, "create");
        undecided = clients.submit(() -> server.get("/ledger/stop?phase=PREPARE&id=" + UNDECIDED));
        decided = clients.submit(() -> server.get("/ledger/stop?phase=COMMIT&id=" + DECIDED));
        get(server, "stopped");
        assertThat(inDoubt(server)).hasSize(2);
      } finally {
        server.kill();
      }
      assertThatThrownBy(undecided::get).isInstanceOf(ExecutionException.class);
      assertThatThrownBy(decided::get).isInstanceOf(ExecutionException.class);
    }
  }

  /// The booking is not there, and its key is locked.
  private static void assertInDoubt(OrdinalAdapter adapter, long id) {
    try (StorageSession session = adapter.engine().openSession()) {
      session.lockTimeoutMillis(1);
      session.begin(IsolationLevel.READ_COMMITTED, false);
      assertThatThrownBy(() -> book(adapter, session, id))
          .isInstanceOfSatisfying(
              SqlException.class,
              e -> assertThat(e.state()).isEqualTo(SqlState.LOCK_NOT_AVAILABLE));
    }
  }

  private static void book(OrdinalAdapter adapter, StorageSession session, long id) {
    TableDescriptor ledger =
        Objects.requireNonNull(adapter.engine().catalog().table(Catalog.PUBLIC, "ledger"));
    session.insert(ledger, new ColumnBatch(1, LongVector.of(id), LongVector.of(1)));
  }

  /// Prepares a branch as the container does with a connection of the outbound side.
  private static void prepareOutbound(OrdinalAdapter adapter, Branch branch)
      throws ResourceException, XAException {
    StorageManagedConnectionFactory factory = new StorageManagedConnectionFactory();
    factory.setResourceAdapter(adapter);
    ManagedConnection connection = factory.createManagedConnection(null, null);
    XAResource resource = connection.getXAResource();
    resource.start(branch, XAResource.TMNOFLAGS);
    try (StorageConnection handle = (StorageConnection) connection.getConnection(null, null)) {
      book(adapter, handle.session(), branch.number());
    }
    resource.end(branch, XAResource.TMSUCCESS);
    resource.prepare(branch);
    connection.destroy();
  }

  /// The data folder is open elsewhere. H2 ends its branches, but Ordinal's wait for their decisions.
  private static void assertAStartWithoutOrdinalFails(Path data) {
    OrdinalServer server = OrdinalServer.launch(PORTS, data, List.of());
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(server.output()).contains("in use by another server");
  }

  private static String serverName(Path data) throws IOException {
    return Files.readString(data.resolve("transactions/name"));
  }

  private static ShellResult check(Path data) {
    String script = OrdinalServer.root().resolve("server-config/check").toString();
    return Shell.run(
        List.of(script, "--data", data.toString()),
        OrdinalServer.root(),
        Map.of("ORDINAL_JAVA_HOME", System.getProperty("java.home")),
        "");
  }

  private static void deploy(OrdinalServer server) {
    File war = OrdinalServer.root().resolve("it/target/ledger.war").toFile();
    ShrinkWrap.create(WebArchive.class, "ledger.war")
        .addPackage(Ledger.class.getPackage())
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
        .as(ZipExporter.class)
        .exportTo(war, true);
    server.asadmin("deploy", war.toString());
  }

  private static String get(OrdinalServer server, String path) {
    HttpResponse<String> answer = server.get("/ledger/" + path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static void run(OrdinalServer server, String sql) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> inDoubt(OrdinalServer server) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT gid FROM pg_prepared_xacts")) {
      List<String> gids = new ArrayList<>();
      while (rows.next()) {
        gids.add(rows.getString(1));
      }
      return gids;
    }
  }
}
