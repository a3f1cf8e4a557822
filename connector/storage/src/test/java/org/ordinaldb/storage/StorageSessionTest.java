package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.storage.TestDatabase.keys;
import static org.ordinaldb.storage.TestDatabase.rows;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;

class StorageSessionTest {
  @TempDir Path directory;
  private TestDatabase database;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void open() {
    database = new TestDatabase(directory);
  }

  @AfterEach
  void close() {
    database.close();
    threads.close();
  }

  @Test
  void committedRowsComeInKeyOrderAndSurviveReopening() {
    database.insert(3, 30, -1, 10, 2, 20);
    assertThat(database.contents()).containsExactly("-1:10", "2:20", "3:30");
    database.reopen();
    assertThat(database.contents()).containsExactly("-1:10", "2:20", "3:30");
  }

  private void truncate() {
    try (StorageSession other = database.session()) {
      other.truncate(database.table);
      other.commit();
    }
  }

  @Test
  void aRowInsertedWhereATruncationTookOneAwayCountsOnce() {
    database.insert(1, 10, 2, 20);
    database.engine.compact();
    try (StorageSession session = database.session(IsolationLevel.REPEATABLE_READ)) {
      assertThat(database.contents(session)).hasSize(2);
      truncate();
      session.insert(database.table, rows(1, 11, 3, 30));
      assertThat(database.contents(session)).containsExactly("1:11", "2:20", "3:30");
      assertThat(session.count(database.table, List.of(KeyRange.ALL))).isEqualTo(3);
      assertThat(session.rank(database.table, KeyCodec.encodeLong(3))).isEqualTo(2);
      session.commit();
    }
    assertThat(database.contents()).containsExactly("1:11", "3:30");
    assertThat(database.engine.check(new CancelToken())).isEmpty();
  }

  @Test
  void aTableThatWasDroppedSinceIsNotLocked() {
    try (StorageSession session = database.session();
        StorageSession other = database.session()) {
      other.changeCatalog(catalog -> catalog.without(database.table.id()));
      other.commit();
      for (boolean waits : new boolean[] {true, false}) {
        assertThatThrownBy(() -> session.lockTable(database.table, TableLock.SHARE, waits))
            .isInstanceOf(StalePlanException.class);
      }
    }
  }

  @Test
  void anInsertThatFindsItsTableTruncatedSinceRunsAgain() {
    database.insert(1, 10);
    try (StorageSession session = database.session()) {
      StorageSession.Savepoint before = session.savepoint();
      truncate();
      assertThatThrownBy(() -> session.insert(database.table, rows(1, 11)))
          .isInstanceOf(StaleRowException.class);
      session.retryStatement(before);
      session.insert(database.table, rows(1, 11));
      assertThat(session.count(database.table, List.of(KeyRange.ALL))).isEqualTo(1);
    }
  }

  @Test
  void aTransactionSeesItsOwnWritesAndOthersDoNot() {
    database.insert(1, 10);
    try (StorageSession writer = database.session();
        StorageSession reader = database.session()) {
      writer.insert(database.table, rows(2, 20));
      writer.delete(database.table, keys(1));
      assertThat(database.contents(writer)).containsExactly("2:20");
      assertThat(writer.count(database.table, List.of(KeyRange.ALL))).isEqualTo(1);
      reader.beginStatement();
      assertThat(database.contents(reader)).containsExactly("1:10");
      writer.commit();
      assertThat(database.contents(reader)).containsExactly("1:10");
      reader.beginStatement();
      assertThat(database.contents(reader)).containsExactly("2:20");
    }
  }

  @Test
  void aScanDoesNotSeeWhatItsTransactionWritesMeanwhile() {
    database.insert(1, 10, 2, 20);
    try (StorageSession session = database.session();
        TableScan scan = session.scan(ScanRequest.all(database.table, TestDatabase.ALL))) {
      session.update(database.table, keys(1), rows(9, 10));
      assertThat(TestDatabase.drain(scan)).containsExactly("1:10", "2:20");
      assertThat(database.contents(session)).containsExactly("2:20", "9:10");
    }
  }

  @Test
  void rollbackAndSavepointsUndo() {
    database.insert(1, 10);
    try (StorageSession session = database.session()) {
      session.insert(database.table, rows(2, 20));
      StorageSession.Savepoint mark = session.savepoint();
      session.update(database.table, keys(1, 2), rows(1, 11, 2, 22));
      session.truncate(database.table);
      session.insert(database.table, rows(7, 70));
      assertThat(database.contents(session)).containsExactly("7:70");
      session.rollbackTo(mark);
      assertThat(database.contents(session)).containsExactly("1:10", "2:20");
      session.rollbackTo(mark);
      session.rollback();
    }
    assertThat(database.contents()).containsExactly("1:10");
  }

  @Test
  void aDuplicateKeyIsToldAsPostgresqlDoes() {
    database.insert(1, 10);
    try (StorageSession session = database.session()) {
      assertThatThrownBy(() -> session.insert(database.table, rows(5, 50, 1, 11)))
          .isInstanceOfSatisfying(
              SqlException.class,
              e -> {
                assertThat(e.state()).isEqualTo(SqlState.UNIQUE_VIOLATION);
                assertThat(e)
                    .hasMessage("duplicate key value violates unique constraint \"t_pkey\"");
                assertThat(e.detail()).isEqualTo("Key (id)=(1) already exists.");
                assertThat(e.constraint()).isEqualTo("t_pkey");
                assertThat(e.table()).isEqualTo("t");
              });
      assertThat(database.contents(session)).as("nothing of the call").containsExactly("1:10");
      assertThatThrownBy(() -> session.insert(database.table, rows(6, 1, 6, 2)))
          .isInstanceOf(SqlException.class);
    }
  }

  @Test
  void keysThatChangePlacesInOneUpdateAreNoConflict() {
    database.insert(1, 10, 2, 20);
    try (StorageSession session = database.session()) {
      session.update(database.table, keys(1, 2), rows(2, 10, 1, 20));
      session.commit();
    }
    assertThat(database.contents()).containsExactly("1:20", "2:10");
  }

  @Test
  void theSecondOfTwoInsertsOfAKeyWaitsAndFailsAfterCommit() throws Exception {
    StorageSession first = database.session();
    first.insert(database.table, rows(1, 10));
    Future<?> second = threads.submit(() -> database.insert(1, 11));
    Thread.sleep(20);
    assertThat(second.isDone()).isFalse();
    first.commit();
    assertThatThrownBy(second::get).hasRootCauseInstanceOf(SqlException.class);
    assertThat(database.contents()).containsExactly("1:10");
  }

  @Test
  void theSecondOfTwoInsertsOfAKeyGoesOnAfterRollback() throws Exception {
    StorageSession first = database.session();
    first.insert(database.table, rows(1, 10));
    Future<?> second = threads.submit(() -> database.insert(1, 11));
    first.rollback();
    second.get();
    assertThat(database.contents()).containsExactly("1:11");
  }

  @Test
  void aReadCommittedWriterOfAChangedRowRunsItsStatementAgain() {
    database.insert(1, 10);
    try (StorageSession late = database.session()) {
      StorageSession.Savepoint mark = late.savepoint();
      try (StorageSession early = database.session()) {
        early.update(database.table, keys(1), rows(1, 11));
        early.commit();
      }
      assertThatThrownBy(() -> late.update(database.table, keys(1), rows(1, 12)))
          .isInstanceOf(StaleRowException.class);
      late.retryStatement(mark);
      late.update(database.table, keys(1), rows(1, 12));
      late.commit();
    }
    assertThat(database.contents()).containsExactly("1:12");
  }

  @Test
  void aRepeatableReadWriterOfAChangedRowFails() {
    database.insert(1, 10, 2, 20);
    try (StorageSession late = database.session(IsolationLevel.REPEATABLE_READ)) {
      try (StorageSession early = database.session()) {
        early.update(database.table, keys(1), rows(1, 11));
        early.delete(database.table, keys(2));
        early.commit();
      }
      late.beginStatement();
      assertThat(database.contents(late)).containsExactly("1:10", "2:20");
      assertSerializationFailure(() -> late.delete(database.table, keys(1)));
      assertSerializationFailure(() -> late.update(database.table, keys(2), rows(2, 21)));
    }
  }

  private static void assertSerializationFailure(Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.state()).isEqualTo(SqlState.SERIALIZATION_FAILURE);
              assertThat(e).hasMessage("could not serialize access due to concurrent update");
            });
  }

  @Test
  void scansServeRangesProjectionsOffsetsAndLimitsInBothDirections() {
    for (long i = 0; i < 100; i++) {
      database.insert(i, i * 10);
    }
    KeyRange low = new KeyRange(KeyCodec.encodeLong(10), KeyCodec.encodeLong(20));
    KeyRange point = KeyRange.point(KeyCodec.encodeLong(50));
    try (StorageSession session = database.session()) {
      List<KeyRange> ranges = List.of(low, point);
      assertThat(session.count(database.table, ranges)).isEqualTo(11);
      assertThat(session.rank(database.table, KeyCodec.encodeLong(42))).isEqualTo(42);
      assertThat(
              TestDatabase.read(
                  session,
                  new ScanRequest(
                      database.table, ranges, TestDatabase.ALL, List.of(), false, 8, 3)))
          .containsExactly("18:180", "19:190", "50:500");
      assertThat(
              TestDatabase.read(
                  session,
                  new ScanRequest(database.table, ranges, TestDatabase.ALL, List.of(), true, 1, 2)))
          .containsExactly("19:190", "18:180");
      ColumnBatch got =
          session.get(database.table, keys(7, 1000, 3), new int[] {ScanRequest.ROW_KEY, 1});
      assertThat(got.size()).isEqualTo(2);
      assertThat(((BytesVector) got.column(0)).bytes(1)).isEqualTo(KeyCodec.encodeLong(3));
      assertThat(((LongVector) got.column(1)).values()).startsWith(70, 30);
    }
  }

  @Test
  void aTableWithoutAKeyKeepsInsertionOrderAndGoesOnAfterReopening() {
    TableDescriptor heap = database.create("heap", false);
    for (int i = 0; i < 3; i++) {
      try (StorageSession session = database.session()) {
        session.insert(heap, rows(7, i));
        session.commit();
      }
      database.reopen();
      heap = database.current("heap");
    }
    try (StorageSession session = database.session()) {
      assertThat(TestDatabase.read(session, ScanRequest.all(heap, TestDatabase.ALL)))
          .containsExactly("7:0", "7:1", "7:2");
    }
  }

  @Test
  void schemaChangesAreTransactional() {
    try (StorageSession session = database.session()) {
      session.changeCatalog(c -> c.with(TestDatabase.descriptor(c.nextId(), "u", true)));
      TableDescriptor u = Objects.requireNonNull(session.catalog().table("public", "u"));
      session.insert(u, rows(1, 10));
      assertThat(TestDatabase.read(session, ScanRequest.all(u, TestDatabase.ALL))).hasSize(1);
      assertThat(database.engine.catalog().table("public", "u")).isNull();
      session.rollback();
    }
    assertThat(database.engine.catalog().table("public", "u")).isNull();
    TableDescriptor u = database.create("u");
    try (StorageSession reader = database.session(IsolationLevel.REPEATABLE_READ);
        StorageSession session = database.session()) {
      database.insert(1, 10);
      session.changeCatalog(c -> c.without(database.table.id()));
      session.commit();
      assertThat(database.contents(reader)).isEmpty();
      assertThat(u).isEqualTo(database.engine.catalog().table("public", "u"));
    }
    try (StorageSession session = database.session()) {
      assertThatThrownBy(() -> session.insert(database.table, rows(1, 1)))
          .isInstanceOf(StalePlanException.class);
    }
    try (StorageSession session = database.session(IsolationLevel.REPEATABLE_READ)) {
      assertThatThrownBy(() -> session.insert(database.table, rows(1, 1)))
          .hasMessage("relation \"t\" does not exist");
    }
  }

  @Test
  void aReadOnlyTransactionWritesNothing() {
    try (StorageSession session = database.engine.openSession()) {
      session.begin(IsolationLevel.READ_COMMITTED, true);
      assertThatThrownBy(() -> session.insert(database.table, rows(1, 1)))
          .hasMessage("cannot execute INSERT in a read-only transaction");
    }
  }

  @Test
  void oneDirectoryServesOneEngine() {
    assertThatThrownBy(() -> new TestDatabase(directory))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("is in use by another server");
  }

  @Test
  void openSessionsEndWithTheEngine() {
    StorageSession session = database.session();
    database.engine.close();
    assertThatThrownBy(() -> session.count(database.table, List.of(KeyRange.ALL)))
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.state()).isEqualTo(SqlState.ADMIN_SHUTDOWN));
    session.close();
  }

  @Test
  void aCancelledSessionStopsAndGoesOnAfterReset() {
    database.insert(1, 10);
    try (StorageSession session = database.session();
        TableScan scan = session.scan(ScanRequest.all(database.table, 0))) {
      session.cancelToken().cancel(CancelToken.Reason.USER_REQUEST);
      assertThatThrownBy(scan::next).hasMessage("canceling statement due to user request");
      session.cancelToken().reset();
      assertThat(scan.next()).isNotNull();
    }
  }

  @Test
  void aLoadThatIsClosedUnfinishedLeavesNothing() {
    try (StorageSession session = database.session()) {
      try (BulkLoad load = session.bulkLoad(database.table)) {
        load.add(rows(1, 10));
      }
      try (BulkLoad load = session.bulkLoad(database.table)) {
        load.add(rows(3, 30, 2, 20));
        assertThat(load.finish()).isEqualTo(2);
      }
      session.commit();
    }
    assertThat(database.contents()).containsExactly("2:20", "3:30");
  }
}
