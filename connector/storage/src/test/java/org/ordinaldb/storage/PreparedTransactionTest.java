package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.storage.TestDatabase.keys;
import static org.ordinaldb.storage.TestDatabase.rows;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;

class PreparedTransactionTest {
  private static final int LOAD = SessionLoad.INSERTED_MAX + 5000;

  @TempDir Path directory;
  private TestDatabase database;

  @BeforeEach
  void open() {
    database =
        new TestDatabase(directory, StorageConfig.DEFAULT.withSegmentRows(4096).withPreparedMax(3));
    database.insert(1, 10, 2, 20);
  }

  @AfterEach
  void close() {
    database.close();
  }

  /// Runs work in a transaction and prepares it, in a session that is closed afterwards.
  private void prepare(String globalId, Consumer<StorageSession> work) {
    try (StorageSession session = database.session()) {
      work.accept(session);
      session.prepare(globalId, "anna");
      assertThat(session.inTransaction()).isFalse();
    }
  }

  private void update(StorageSession session, long id, long value) {
    session.update(database.table, keys(id), rows(id, value));
  }

  private List<String> globalIds() {
    return database.engine.prepared().stream().map(PreparedTransaction::globalId).toList();
  }

  private static void assertState(ThrowingCallable call, SqlState state, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.state()).isEqualTo(state);
              assertThat(e.text()).isEqualTo(message);
            });
  }

  /// Nobody else can have what the work asks for.
  private void assertLocked(Consumer<StorageSession> work) {
    try (StorageSession other = database.session()) {
      other.lockTimeoutMillis(1);
      assertThatThrownBy(() -> work.accept(other))
          .isInstanceOfSatisfying(
              SqlException.class,
              e -> assertThat(e.state()).isEqualTo(SqlState.LOCK_NOT_AVAILABLE));
    }
  }

  private static ColumnBatch consecutive(long first, int count) {
    long[] rows = new long[2 * count];
    for (int i = 0; i < count; i++) {
      rows[2 * i] = first + i;
      rows[2 * i + 1] = i;
    }
    return rows(rows);
  }

  private static void load(StorageSession session, TableDescriptor table) {
    try (BulkLoad load = session.bulkLoad(table)) {
      load.add(consecutive(100, LOAD));
      load.finish();
    }
  }

  private long count(TableDescriptor table) {
    try (StorageSession session = database.session()) {
      return session.count(table, List.of(KeyRange.ALL));
    }
  }

  private Collection<Long> storedSegments() {
    return ((LocalEngine) database.engine).storedSegments();
  }

  @Test
  void whatIsPreparedIsSeenFromItsCommitOn() {
    prepare(
        "a",
        session -> {
          update(session, 1, 11);
          session.insert(database.table, rows(3, 30));
        });
    assertThat(database.contents()).containsExactly("1:10", "2:20");
    assertThat(database.engine.prepared())
        .singleElement()
        .satisfies(one -> assertThat(one.owner()).isEqualTo("anna"));
    database.engine.commitPrepared("a");
    assertThat(database.contents()).containsExactly("1:11", "2:20", "3:30");
    assertThat(globalIds()).isEmpty();
    database.reopen();
    assertThat(database.contents()).containsExactly("1:11", "2:20", "3:30");
    assertThat(globalIds()).isEmpty();
  }

  @Test
  void whatIsRolledBackIsGone() {
    prepare("a", session -> update(session, 1, 11));
    database.engine.rollbackPrepared("a");
    assertThat(database.contents()).containsExactly("1:10", "2:20");
    try (StorageSession session = database.session()) {
      update(session, 1, 12);
      session.commit();
    }
    database.reopen();
    assertThat(globalIds()).isEmpty();
    assertThat(database.contents()).containsExactly("1:12", "2:20");
  }

  @Test
  void locksOutliveTheSessionAndARestart() {
    prepare("a", session -> update(session, 1, 11));
    assertLocked(session -> update(session, 1, 12));
    assertLocked(session -> session.truncate(database.table));
    database.reopen();
    assertThat(globalIds()).containsExactly("a");
    assertLocked(session -> update(session, 1, 12));
    assertLocked(session -> session.truncate(database.table));
    database.engine.commitPrepared("a");
    assertThat(database.contents()).containsExactly("1:11", "2:20");
    try (StorageSession session = database.session()) {
      update(session, 1, 12);
      session.commit();
    }
  }

  @Test
  void whoeverWaitsForItGoesOnWhenItEnds() throws Exception {
    prepare("a", session -> update(session, 1, 11));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        StorageSession waiting = database.session()) {
      Future<?> second = threads.submit(() -> update(waiting, 1, 12));
      database.engine.rollbackPrepared("a");
      second.get();
      waiting.commit();
    }
    assertThat(database.contents()).containsExactly("1:12", "2:20");
  }

  @Test
  void itsSnapshotHoldsNoCompactionBack() {
    prepare("a", session -> update(session, 1, 11));
    try (StorageSession session = database.session()) {
      update(session, 2, 21);
      session.commit();
    }
    database.engine.compact();
    assertThat(database.engine.statistics(database.table).deltaRows()).isZero();
    database.reopen();
    database.engine.commitPrepared("a");
    assertThat(database.contents()).containsExactly("1:11", "2:21");
    assertThat(count(database.table)).isEqualTo(2);
  }

  @Test
  void aLoadKeepsItsSegmentsUntilItIsCommitted() {
    prepare("a", session -> load(session, database.table));
    database.engine.compact();
    database.reopen();
    database.engine.compact();
    assertThat(count(database.table)).isEqualTo(2);
    assertLocked(session -> update(session, 1, 12));
    database.engine.commitPrepared("a");
    assertThat(count(database.table)).isEqualTo(2 + LOAD);
    database.engine.compact();
    database.reopen();
    assertThat(database.contents()).hasSize(2 + LOAD).contains("105:5");
  }

  @Test
  void aLoadLeavesNoSegmentsWhenItIsRolledBack() {
    database.engine.compact();
    Collection<Long> before = storedSegments();
    prepare("a", session -> load(session, database.table));
    database.reopen();
    assertThat(storedSegments()).hasSizeGreaterThan(before.size());
    database.engine.rollbackPrepared("a");
    database.engine.compact();
    assertThat(storedSegments()).isEqualTo(before);
  }

  @Test
  void aTableThatItCreatedAndLoadedComesWithItsCommit() {
    prepare(
        "a",
        session -> {
          session.changeCatalog(c -> c.with(TestDatabase.descriptor(c.nextId(), "u", true)));
          load(
              session,
              session.catalog().tables().values().stream()
                  .filter(table -> table.name().equals("u"))
                  .findFirst()
                  .orElseThrow());
        });
    database.reopen();
    assertThat(database.engine.catalog().tables()).hasSize(1);
    assertLocked(session ->
        session.changeCatalog(c -> c.with(TestDatabase.descriptor(c.nextId(), "w", true))));
    database.engine.commitPrepared("a");
    assertThat(count(database.current("u"))).isEqualTo(LOAD);
    database.create("w");
  }

  @Test
  void aTableThatItDroppedGoesWithItsCommit() {
    database.create("u");
    prepare(
        "a",
        session -> {
          session.insert(database.current("u"), rows(1, 1));
          session.changeCatalog(c -> c.without(database.current("u").id()));
        });
    database.reopen();
    assertLocked(session -> session.insert(database.current("u"), rows(1, 1)));
    database.engine.commitPrepared("a");
    assertThat(database.engine.catalog().tables()).hasSize(1);
  }

  @Test
  void itsHiddenRowNumbersAreNotGivenOutAgain() {
    TableDescriptor heap = database.create("heap", false);
    prepare("a", session -> session.insert(heap, rows(1, 1, 2, 2)));
    database.reopen();
    try (StorageSession session = database.session()) {
      session.insert(database.current("heap"), rows(3, 3, 4, 4));
      session.commit();
    }
    database.engine.commitPrepared("a");
    assertThat(count(database.current("heap"))).isEqualTo(4);
    database.table = database.current("heap");
    assertThat(database.contents()).containsExactlyInAnyOrder("1:1", "2:2", "3:3", "4:4");
  }

  @Test
  void aRowInPlaceOfOneThatOnlyItsSnapshotSawIsCounted() {
    try (StorageSession old = database.session(IsolationLevel.REPEATABLE_READ)) {
      try (StorageSession other = database.session()) {
        other.delete(database.table, keys(1));
        other.commit();
      }
      old.insert(database.table, rows(1, 13));
      assertThat(old.count(database.table, List.of(KeyRange.ALL))).isEqualTo(2);
      old.prepare("a", "anna");
    }
    database.engine.compact();
    database.reopen();
    database.engine.commitPrepared("a");
    assertThat(count(database.table)).isEqualTo(2);
    database.engine.compact();
    assertThat(database.contents()).containsExactly("1:13", "2:20");
  }

  @Test
  void aTransactionWithoutWritesCanBePreparedToo() {
    prepare("read", session -> database.contents(session));
    prepare("read too", session -> {});
    database.reopen();
    assertThat(globalIds()).containsExactly("read", "read too");
    database.engine.commitPrepared("read");
    database.engine.rollbackPrepared("read too");
    database.reopen();
    assertThat(globalIds()).isEmpty();
  }

  @Test
  void anIdThatIsTakenRollsTheSecondTransactionBack() {
    prepare("a", session -> update(session, 1, 11));
    try (StorageSession session = database.session()) {
      update(session, 2, 22);
      assertState(
          () -> session.prepare("a", "anna"),
          SqlState.DUPLICATE_OBJECT,
          "transaction identifier \"a\" is already in use");
      assertThat(session.inTransaction()).isFalse();
    }
    try (StorageSession session = database.session()) {
      update(session, 2, 23);
      session.commit();
    }
    database.engine.commitPrepared("a");
    assertThat(database.contents()).containsExactly("1:11", "2:23");
  }

  @Test
  void anIdEndsOnceOnly() {
    prepare("a", session -> update(session, 1, 11));
    prepare("ab", session -> update(session, 2, 21));
    database.engine.commitPrepared("a");
    String missing = "prepared transaction with identifier \"a\" does not exist";
    assertState(() -> database.engine.commitPrepared("a"), SqlState.UNDEFINED_OBJECT, missing);
    assertState(() -> database.engine.rollbackPrepared("a"), SqlState.UNDEFINED_OBJECT, missing);
    database.reopen();
    assertThat(globalIds()).containsExactly("ab");
    prepare("a", session -> update(session, 1, 12));
    assertThat(globalIds()).containsExactly("ab", "a");
  }

  @Test
  void idsHaveALengthAndTheirNumberALimit() {
    assertState(
        () -> prepare("x".repeat(200), session -> {}),
        SqlState.INVALID_PARAMETER_VALUE,
        "transaction identifier \"" + "x".repeat(200) + "\" is too long");
    prepare("x".repeat(199), session -> {});
    prepare("", session -> {});
    prepare("3", session -> {});
    assertState(
        () -> prepare("4", session -> {}),
        SqlState.OUT_OF_MEMORY,
        "maximum number of prepared transactions reached");
    database.reopen();
    assertThat(globalIds()).containsExactly("x".repeat(199), "", "3");
  }

  @Test
  void aRecordLargerThanOnePartSurvives() {
    ColumnBatch large =
        new ColumnBatch(
            1, LongVector.of(5), LongVector.of(50), BytesVector.ofStrings("x".repeat(9 << 20)));
    prepare("large", session -> session.insert(database.table, large));
    database.reopen();
    database.engine.commitPrepared("large");
    database.reopen();
    assertThat(globalIds()).isEmpty();
    assertThat(count(database.table)).isEqualTo(3);
  }
}
