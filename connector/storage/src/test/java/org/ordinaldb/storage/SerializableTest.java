package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.storage.TestDatabase.keys;
import static org.ordinaldb.storage.TestDatabase.rows;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.KeyCodec;

class SerializableTest {
  @TempDir Path directory;
  private TestDatabase database;
  private StorageSession session;

  @BeforeEach
  void open() {
    database = new TestDatabase(directory);
    database.insert(1, 10, 2, 20, 3, 30, 9, 90);
    session = database.session(IsolationLevel.SERIALIZABLE);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aPointThatWasReadMayNotChange() {
    session.get(database.table, keys(1), TestDatabase.ALL);
    other(s -> s.update(database.table, keys(1), rows(1, 11)));
    fails();
  }

  @Test
  void aPointThatWasNotThereMayNotCome() {
    session.get(database.table, keys(5), TestDatabase.ALL);
    other(s -> s.insert(database.table, rows(5, 50)));
    fails();
  }

  @Test
  void noRowComesIntoARangeThatWasScanned() {
    scan(2, 5);
    other(s -> s.insert(database.table, rows(4, 40)));
    fails();
  }

  @Test
  void noRowLeavesARangeThatWasCounted() {
    session.count(database.table, List.of(range(2, 5)));
    other(s -> s.delete(database.table, keys(3)));
    fails();
  }

  @Test
  void noRowComesBeforeAKeyWhoseRankWasAsked() {
    session.rank(database.table, KeyCodec.encodeLong(3));
    other(s -> s.insert(database.table, rows(0, 0)));
    fails();
  }

  @Test
  void changesElsewhereDoNotMatter() {
    scan(2, 5);
    session.get(database.table, keys(1), TestDatabase.ALL);
    other(s -> s.insert(database.table, rows(5, 50, 0, 0)));
    other(s -> s.update(database.table, keys(9), rows(9, 91)));
    session.insert(database.table, rows(7, 70));
    session.commit();
    assertThat(database.contents()).contains("5:50", "7:70", "9:91");
  }

  @Test
  void emptyingTheTableCounts() {
    scan(2, 5);
    other(s -> s.truncate(database.table));
    fails();
  }

  @Test
  void droppingTheTableCounts() {
    scan(2, 5);
    other(s -> s.changeCatalog(catalog -> catalog.without(database.table.id())));
    session.changeCatalog(c -> c.with(TestDatabase.descriptor(c.nextId(), "u", true)));
    assertUnserializable(session::commit);
  }

  @Test
  void aLoadOfSegmentsCounts() {
    scan(2, 5);
    other(s -> {
      try (BulkLoad load = s.bulkLoad(database.table)) {
        for (int i = 0; i <= SessionLoad.INSERTED_MAX; i++) {
          load.add(rows(100 + i, 0));
        }
        load.finish();
      }
    });
    fails();
  }

  @Test
  void aCompactionInBetweenLosesNothing() {
    scan(2, 5);
    other(s -> s.insert(database.table, rows(4, 40)));
    database.engine.compact();
    fails();
  }

  @Test
  void writeSkewIsRefusedWhileTheFirstIsNotVisibleYet() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 200; round++) {
        long a = 1000 + 2L * round;
        long b = a + 1;
        database.insert(a, 1, b, 1);
        Future<Boolean> first = threads.submit(() -> goOffCall(a, b));
        Future<Boolean> second = threads.submit(() -> goOffCall(b, a));
        assertThat(first.get() && second.get()).as("both went off call").isFalse();
      }
    }
  }

  /// Leaves when the other one stays; false when that could not be serialized.
  private boolean goOffCall(long self, long other) {
    try (StorageSession doctor = database.session(IsolationLevel.SERIALIZABLE)) {
      if (!TestDatabase.strings(doctor.get(database.table, keys(self, other), TestDatabase.ALL))
          .contains(other + ":1")) {
        return false;
      }
      doctor.update(database.table, keys(self), rows(self, 0));
      doctor.commit();
      return true;
    } catch (SqlException e) {
      assertThat(e.state()).isEqualTo(SqlState.SERIALIZATION_FAILURE);
      return false;
    }
  }

  @Test
  void whoOnlyReadsIsNeverRefused() {
    scan(0, 100);
    other(s -> s.update(database.table, keys(1), rows(1, 11)));
    session.commit();
  }

  @Test
  void whatAFailedInsertSawIsChecked() {
    session.get(database.table, keys(1), TestDatabase.ALL);
    other(s -> {
      s.update(database.table, keys(1), rows(1, 11));
      s.insert(database.table, rows(5, 50));
    });
    StorageSession.Savepoint mark = session.savepoint();
    assertThatThrownBy(() -> session.insert(database.table, rows(5, 51)))
        .isInstanceOf(SqlException.class);
    session.rollbackTo(mark);
    assertUnserializable(session::commit);
  }

  @Test
  void manyPointsAreKeptInBoundedMemory() {
    for (int i = 0; i < 20_000; i++) {
      session.get(database.table, keys(10L * i + 1000), TestDatabase.ALL);
    }
    other(s -> s.insert(database.table, rows(5, 50)));
    session.insert(database.table, rows(7, 70));
    session.commit();
  }

  @Test
  void whatAPreparedTransactionReadStays() {
    scan(2, 5);
    session.insert(database.table, rows(7, 70));
    session.prepare("gid", "me");
    try (StorageSession writer = database.session()) {
      writer.lockTimeoutMillis(20);
      assertThatThrownBy(() -> writer.insert(database.table, rows(4, 40)))
          .hasMessage("canceling statement due to lock timeout");
    }
    database.engine.commitPrepared("gid");
    other(s -> s.insert(database.table, rows(4, 40)));
  }

  @Test
  void aTransactionWhoseReadsChangedIsNotPrepared() {
    scan(2, 5);
    other(s -> s.insert(database.table, rows(4, 40)));
    session.insert(database.table, rows(7, 70));
    assertUnserializable(() -> session.prepare("gid", "me"));
  }

  @Test
  void anIdleReadCommittedTransactionHoldsNoCompactionBack() {
    try (StorageSession idle = database.session()) {
      assertThat(database.contents(idle)).hasSize(4);
      idle.endStatement();
      other(s -> s.update(database.table, keys(1), rows(1, 11)));
      session.rollback();
      database.engine.compact();
      assertThat(database.engine.metrics().deltaRows()).isZero();
      assertThat(database.contents(idle)).contains("1:11");
    }
  }

  private void scan(long from, long to) {
    TestDatabase.read(
        session,
        new ScanRequest(
            database.table, List.of(range(from, to)), TestDatabase.ALL, List.of(), false, 0, -1));
  }

  private static KeyRange range(long from, long to) {
    return new KeyRange(KeyCodec.encodeLong(from), KeyCodec.encodeLong(to));
  }

  private void other(Consumer<StorageSession> action) {
    try (StorageSession writer = database.session()) {
      action.accept(writer);
      writer.commit();
    }
  }

  private void fails() {
    session.changeCatalog(c -> c.with(TestDatabase.descriptor(c.nextId(), "w", true)));
    assertUnserializable(session::commit);
  }

  private static void assertUnserializable(Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state()).isEqualTo(SqlState.SERIALIZATION_FAILURE))
        .hasMessage("could not serialize access due to read/write dependencies among transactions");
  }
}
