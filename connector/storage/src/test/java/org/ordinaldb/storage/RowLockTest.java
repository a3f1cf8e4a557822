package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.storage.TestDatabase.keys;
import static org.ordinaldb.storage.TestDatabase.rows;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.transaction.TableLock;

class RowLockTest {
  private static final RowLock SHARED = RowLock.KEY_SHARE;

  @TempDir Path directory;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private TestDatabase database;
  private StorageSession session;

  @BeforeEach
  void open() {
    database = new TestDatabase(directory);
    database.insert(1, 10, 2, 20, 3, 30);
    session = database.session();
  }

  @AfterEach
  void close() {
    database.close();
    threads.close();
  }

  @Test
  void rowsThatAreThereAreLockedAndTheOthersAreTold() {
    assertThat(lock(session, RowLock.UPDATE, WaitPolicy.WAIT, 1, 7, 3))
        .containsExactly(true, false, true);
  }

  @Test
  void keySharesAndUpdatesThatKeepTheKeyGoTogether() {
    lock(session, SHARED, WaitPolicy.WAIT, 1);
    try (StorageSession writer = database.session()) {
      writer.update(database.table, keys(1), rows(1, 11));
      writer.commit();
    }
    assertThat(lock(session, SHARED, WaitPolicy.WAIT, 1)).containsExactly(true);
  }

  @Test
  void aDeleteWaitsForAKeyShare() throws Exception {
    lock(session, SHARED, WaitPolicy.WAIT, 1);
    Future<?> delete =
        waits(() -> {
          try (StorageSession writer = database.session()) {
            writer.delete(database.table, keys(1));
            writer.commit();
          }
          return true;
        });
    assertThat(database.contents()).hasSize(3);
    session.rollback();
    delete.get();
    assertThat(database.contents()).containsExactly("2:20", "3:30");
  }

  @Test
  void anUpdateThatChangesTheKeyWaitsForAKeyShare() throws Exception {
    lock(session, SHARED, WaitPolicy.WAIT, 1);
    Future<?> update =
        waits(() -> {
          try (StorageSession writer = database.session()) {
            writer.update(database.table, keys(1), rows(9, 10));
            writer.commit();
          }
          return true;
        });
    session.commit();
    update.get();
    assertThat(database.contents()).containsExactly("2:20", "3:30", "9:10");
  }

  @Test
  void skipLockedPassesOverWhatOthersHoldAndWhatIsGone() {
    lock(session, RowLock.UPDATE, WaitPolicy.WAIT, 1);
    try (StorageSession other = database.session();
        StorageSession deleter = database.session()) {
      deleter.delete(database.table, keys(2));
      deleter.commit();
      assertThat(lock(other, RowLock.UPDATE, WaitPolicy.SKIP_LOCKED, 1, 2, 3))
          .containsExactly(false, false, true);
    }
  }

  @Test
  void nowaitFailsAtOnce() {
    lock(session, RowLock.NO_KEY_UPDATE, WaitPolicy.WAIT, 1);
    try (StorageSession other = database.session()) {
      assertState(
          () -> lock(other, RowLock.SHARE, WaitPolicy.NOWAIT, 1),
          SqlState.LOCK_NOT_AVAILABLE,
          "could not obtain lock on row in relation \"t\"");
      assertThat(lock(other, SHARED, WaitPolicy.NOWAIT, 1)).containsExactly(true);
    }
  }

  @Test
  void readCommittedIsToldToRunAgainWhenTheRowChanged() {
    update(1, 11);
    assertThatThrownBy(() -> lock(session, RowLock.SHARE, WaitPolicy.WAIT, 1))
        .isInstanceOf(StaleRowException.class);
    StorageSession.Savepoint mark = session.savepoint();
    session.retryStatement(mark);
    assertThat(lock(session, RowLock.SHARE, WaitPolicy.WAIT, 1)).containsExactly(true);
  }

  @Test
  void aSnapshotThatStaysFailsWhenTheRowChanged() {
    try (StorageSession repeatable = database.session(IsolationLevel.REPEATABLE_READ)) {
      update(1, 11);
      try (StorageSession deleter = database.session()) {
        deleter.delete(database.table, keys(2));
        deleter.insert(database.table, rows(7, 70));
        deleter.commit();
      }
      String message = "could not serialize access due to concurrent update";
      assertState(
          () -> lock(repeatable, RowLock.SHARE, WaitPolicy.WAIT, 1),
          SqlState.SERIALIZATION_FAILURE,
          message);
      assertState(
          () -> lock(repeatable, RowLock.UPDATE, WaitPolicy.SKIP_LOCKED, 2),
          SqlState.SERIALIZATION_FAILURE,
          message);
      assertThat(lock(repeatable, SHARED, WaitPolicy.WAIT, 1, 7))
          .as("the key is still there; and what came since is not seen")
          .containsExactly(true, false);
    }
  }

  @Test
  void keySharesOfReadCommittedSeeRowsThatCameSince() {
    database.insert(7, 70);
    assertThat(lock(session, SHARED, WaitPolicy.WAIT, 7)).containsExactly(true);
  }

  @Test
  void anUncommittedRowOfSomebodyElseIsNotThere() {
    try (StorageSession other = database.session()) {
      other.insert(database.table, rows(7, 70));
      assertThat(lock(session, SHARED, WaitPolicy.WAIT, 7)).containsExactly(false);
    }
  }

  @Test
  void ownRowsAreLockedAlready() {
    session.insert(database.table, rows(7, 70));
    session.delete(database.table, keys(2));
    assertThat(lock(session, RowLock.UPDATE, WaitPolicy.NOWAIT, 7, 2)).containsExactly(true, false);
  }

  @Test
  void goingBackToASavepointGivesItsLocksBack() {
    StorageSession.Savepoint mark = session.savepoint();
    lock(session, RowLock.UPDATE, WaitPolicy.WAIT, 1);
    session.rollbackTo(mark);
    try (StorageSession other = database.session()) {
      assertThat(lock(other, RowLock.UPDATE, WaitPolicy.NOWAIT, 1)).containsExactly(true);
    }
  }

  @Test
  void readOnlyTransactionsLockNoRows() {
    try (StorageSession reader = database.engine.openSession()) {
      reader.begin(IsolationLevel.READ_COMMITTED, true);
      assertState(
          () -> lock(reader, RowLock.NO_KEY_UPDATE, WaitPolicy.WAIT, 1),
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot execute SELECT FOR NO KEY UPDATE in a read-only transaction");
    }
  }

  @Test
  void aTableLockKeepsWritersOutAndReadersGo() {
    session.lockTable(database.table, TableLock.ACCESS_EXCLUSIVE, true);
    try (StorageSession other = database.session()) {
      assertThat(database.contents(other)).hasSize(3);
      assertState(
          () -> other.lockTable(database.table, TableLock.ROW_SHARE, false),
          SqlState.LOCK_NOT_AVAILABLE,
          "could not obtain lock on relation \"t\"");
    }
  }

  private boolean[] lock(StorageSession by, RowLock strength, WaitPolicy policy, long... ids) {
    return by.lockRows(database.table, keys(ids), strength, policy);
  }

  private void update(long id, long value) {
    try (StorageSession writer = database.session()) {
      writer.update(database.table, keys(id), rows(id, value));
      writer.commit();
    }
  }

  /// Starts something that has to wait for a lock, and returns once it does.
  private Future<Boolean> waits(Callable<Boolean> action) throws InterruptedException {
    Future<Boolean> future = threads.submit(action);
    while (database.engine.locks().stream().allMatch(lock -> lock.granted())) {
      Thread.sleep(1);
    }
    return future;
  }

  private static void assertState(Runnable action, SqlState state, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.state()).isEqualTo(state);
              assertThat(e).hasMessage(message);
            });
  }
}
