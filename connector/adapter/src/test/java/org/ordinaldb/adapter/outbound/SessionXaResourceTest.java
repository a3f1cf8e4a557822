package org.ordinaldb.adapter.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransactionException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.storage.StorageConfig;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;

class SessionXaResourceTest {
  private static final int WHOLE_SCAN = XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN;
  private static final Xid FIRST = branch(1);
  private static final Xid SECOND = branch(2);

  @TempDir Path directory = Path.of("");
  private final ScheduledExecutorService background = Executors.newScheduledThreadPool(1);
  private StorageEngine engine;
  private TableDescriptor table;
  private StorageSession session;
  private SessionXaResource resource;

  /// Not a [BranchId]: transaction managers have classes of their own.
  private static Xid branch(int number) {
    return new Xid() {
      @Override
      public int getFormatId() {
        return -number;
      }

      @Override
      public byte[] getGlobalTransactionId() {
        return new byte[] {95, (byte) number, 0, -1};
      }

      @Override
      public byte[] getBranchQualifier() {
        return new byte[0];
      }
    };
  }

  @BeforeEach
  void open() {
    openEngine();
    try (StorageSession creator = engine.openSession()) {
      creator.begin(IsolationLevel.READ_COMMITTED, false);
      creator.changeCatalog(catalog ->
          catalog.with(
              new TableDescriptor(
                  catalog.nextId(),
                  Catalog.PUBLIC,
                  "t",
                  List.of(new ColumnDescriptor("id", SqlType.INT8, false, null)),
                  new PrimaryKey("t_pkey", List.of(0)))));
      creator.commit();
    }
    table = Objects.requireNonNull(engine.catalog().table(Catalog.PUBLIC, "t"));
  }

  private void openEngine() {
    engine = StorageEngine.open(directory, StorageConfig.DEFAULT, background, Clock.systemUTC());
    session = engine.openSession();
    resource = new SessionXaResource(engine, session);
  }

  @AfterEach
  void close() {
    engine.close();
    background.close();
  }

  private void insert(Xid branch, long id) throws XAException {
    resource.start(branch, XAResource.TMNOFLAGS);
    session.insert(table, new ColumnBatch(1, LongVector.of(id)));
    resource.end(branch, XAResource.TMSUCCESS);
  }

  private long count() {
    try (StorageSession reader = engine.openSession()) {
      reader.begin(IsolationLevel.READ_COMMITTED, true);
      return reader.count(table, List.of(KeyRange.ALL));
    }
  }

  private static void assertCode(int code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(XAException.class, e -> assertThat(e.errorCode).isEqualTo(code));
  }

  @Test
  void aPreparedBranchLeavesTheSessionFreeForTheNext() throws XAException {
    insert(FIRST, 1);
    assertThat(resource.prepare(FIRST)).isEqualTo(XAResource.XA_OK);
    insert(SECOND, 2);
    resource.commit(FIRST, false);
    assertThat(count()).isEqualTo(1);
    resource.commit(SECOND, true);
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void aBranchIsRolledBackInEitherPhase() throws XAException {
    insert(FIRST, 1);
    resource.rollback(FIRST);
    insert(SECOND, 1);
    resource.prepare(SECOND);
    resource.rollback(SECOND);
    assertThat(count()).isZero();
    assertThat(engine.prepared()).isEmpty();
  }

  @Test
  void anotherResourceRecoversBranchesAfterARestart() throws XAException {
    insert(FIRST, 1);
    resource.prepare(FIRST);
    insert(SECOND, 2);
    resource.prepare(SECOND);
    try (StorageSession foreign = engine.openSession()) {
      foreign.begin(IsolationLevel.READ_COMMITTED, false);
      foreign.prepare("somebody's own", "anna");
    }
    engine.close();
    openEngine();
    assertThat(resource.recover(WHOLE_SCAN))
        .containsExactlyInAnyOrder(BranchId.of(FIRST), BranchId.of(SECOND));
    assertThat(resource.recover(XAResource.TMNOFLAGS)).isEmpty();
    resource.commit(FIRST, false);
    resource.rollback(SECOND);
    assertThat(resource.recover(WHOLE_SCAN)).isEmpty();
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void branchesThatAreUnknownAreRefused() throws XAException {
    assertCode(XAException.XAER_NOTA, () -> resource.commit(FIRST, false));
    assertCode(XAException.XAER_NOTA, () -> resource.rollback(FIRST));
    assertCode(XAException.XAER_NOTA, () -> resource.prepare(FIRST));
    insert(FIRST, 1);
    assertCode(XAException.XAER_NOTA, () -> resource.prepare(SECOND));
    assertCode(XAException.XAER_OUTSIDE, () -> resource.start(SECOND, XAResource.TMNOFLAGS));
    resource.commit(FIRST, true);
  }

  @Test
  void aBranchThatCannotBePreparedIsRolledBack() throws XAException {
    insert(FIRST, 1);
    resource.prepare(FIRST);
    insert(FIRST, 2);
    assertCode(XAException.XA_RBROLLBACK, () -> resource.prepare(FIRST));
    assertThat(session.inTransaction()).isFalse();
    resource.commit(FIRST, false);
    assertThat(count()).isEqualTo(1);
  }

  /// What SQL does with deferred constraints.
  private void refuseAtItsEnd(SqlState state) {
    session.register(
        new StorageSession.Synchronization() {
          @Override
          public void beforeCommit() {
            throw new StatementException(state, "refused");
          }

          @Override
          public void afterEnd(boolean committed) {
            assertThat(committed).isFalse();
          }
        });
  }

  @Test
  void aViolatedConstraintIsToldAndRollsTheBranchBack() throws XAException {
    insert(FIRST, 1);
    refuseAtItsEnd(SqlState.FOREIGN_KEY_VIOLATION);
    assertCode(XAException.XA_RBINTEGRITY, () -> resource.prepare(FIRST));
    insert(SECOND, 2);
    refuseAtItsEnd(SqlState.FOREIGN_KEY_VIOLATION);
    assertCode(XAException.XA_RBINTEGRITY, () -> resource.commit(SECOND, true));
    insert(FIRST, 1);
    refuseAtItsEnd(SqlState.IN_FAILED_SQL_TRANSACTION);
    assertCode(XAException.XA_RBROLLBACK, () -> resource.prepare(FIRST));
    assertThat(count()).isZero();
    assertThat(engine.prepared()).isEmpty();
  }

  @Test
  void aViolatedConstraintFailsALocalTransaction() throws ResourceException {
    SessionLocalTransaction local = new SessionLocalTransaction(session);
    local.begin();
    session.insert(table, new ColumnBatch(1, LongVector.of(1)));
    refuseAtItsEnd(SqlState.FOREIGN_KEY_VIOLATION);
    assertThatThrownBy(local::commit)
        .isInstanceOf(LocalTransactionException.class)
        .hasMessage("refused");
    assertThat(session.inTransaction()).isFalse();
    assertThat(count()).isZero();
  }

  @Test
  void theLongestBranchHasAGlobalId() throws XAException {
    BranchId longest = new BranchId(Integer.MIN_VALUE, new byte[64], new byte[64]);
    insert(longest, 1);
    resource.prepare(longest);
    assertThat(resource.recover(WHOLE_SCAN)).containsExactly(longest);
    resource.commit(longest, false);
    assertThat(count()).isEqualTo(1);
  }
}
