package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.storage.TestDatabase.keys;
import static org.ordinaldb.storage.TestDatabase.rows;

import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.segment.ColumnBounds;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.Vector;

class CompactionTest {
  private static final int ROWS = 20_000;

  @TempDir Path directory;
  private TestDatabase database;

  @BeforeEach
  void open() {
    database = new TestDatabase(directory, StorageConfig.DEFAULT.withSegmentRows(8192));
  }

  @AfterEach
  void close() {
    database.close();
  }

  /// Rows 0 to [#ROWS], each with v = id.
  private void fill() {
    for (int from = 0; from < ROWS; from += 1000) {
      insert(from, 1000);
    }
  }

  private void insert(long first, int count) {
    long[] rows = new long[2 * count];
    for (int i = 0; i < count; i++) {
      rows[2 * i] = first + i;
      rows[2 * i + 1] = first + i;
    }
    database.insert(rows);
  }

  @Test
  void aCompactedTableHasNoDeltaAndTheSameRows() {
    fill();
    List<String> before = database.contents();
    database.engine.compact();
    TableStatistics statistics = database.engine.statistics(database.table);
    assertThat(statistics.deltaRows()).isZero();
    assertThat(statistics.segments()).isEqualTo(3);
    assertThat(statistics.rowCount()).isEqualTo(ROWS);
    assertThat(database.contents()).isEqualTo(before);
    database.reopen();
    assertThat(database.contents()).isEqualTo(before);
    assertThat(database.engine.statistics(database.table).segments()).isEqualTo(3);
  }

  @Test
  void untouchedChunksPassThroughAScanAsTheyAre() {
    fill();
    database.engine.compact();
    database.insert(ROWS + 5, 1);
    Vector first = firstColumn();
    assertThat(first.length()).isEqualTo(ColumnBatch.ROWS_MAX);
    assertThat(firstColumn()).isSameAs(first);
  }

  @Test
  void aCompactionThatIsCancelledLeavesTheRowsWhereTheyAre() {
    fill();
    int segments = database.engine.segments(database.table).size();
    CancelToken cancelled = new CancelToken();
    cancelled.cancel(CancelToken.Reason.USER_REQUEST);
    assertThatThrownBy(() -> database.engine.compact(cancelled))
        .hasMessage("canceling statement due to user request");
    assertThat(database.engine.segments(database.table)).hasSize(segments);
    assertThat(database.engine.check(new CancelToken())).isEmpty();
    database.engine.compact();
    assertThat(database.engine.segments(database.table).size()).isGreaterThan(segments);
  }

  private Vector firstColumn() {
    try (StorageSession session = database.session();
        TableScan scan = session.scan(ScanRequest.all(database.table, 0))) {
      ColumnBatch batch = Objects.requireNonNull(scan.next());
      return batch.column(0);
    }
  }

  @Test
  void anOffsetReadsOnlyTheChunksOfItsRows() {
    fill();
    database.engine.compact();
    try (StorageSession session = database.session();
        TableScan scan =
            session.scan(
                new ScanRequest(
                    database.table,
                    List.of(KeyRange.ALL),
                    TestDatabase.ALL,
                    List.of(),
                    false,
                    15_000,
                    2))) {
      assertThat(TestDatabase.drain(scan)).containsExactly("15000:15000", "15001:15001");
      assertThat(scan.statistics().chunksRead()).isEqualTo(3);
    }
  }

  @Test
  void chunksOutsideTheFiltersAreSkipped() {
    fill();
    database.engine.compact();
    try (StorageSession session = database.session();
        TableScan scan =
            session.scan(
                new ScanRequest(
                    database.table,
                    List.of(KeyRange.ALL),
                    TestDatabase.ALL,
                    List.of(new ColumnBounds.LongBounds(1, 100, 200)),
                    false,
                    0,
                    -1))) {
      assertThat(TestDatabase.drain(scan)).contains("100:100", "200:200").hasSize(4096);
      assertThat(scan.statistics().chunksSkipped()).isPositive();
    }
  }

  @Test
  void aSnapshotReadsOnWhileSegmentsAreReplaced() {
    fill();
    database.engine.compact();
    try (StorageSession reader = database.session(IsolationLevel.REPEATABLE_READ);
        TableScan scan = reader.scan(ScanRequest.all(database.table, TestDatabase.ALL))) {
      List<String> before = database.contents();
      try (StorageSession writer = database.session()) {
        writer.delete(database.table, keys(0, 5000, 19_999));
        writer.update(database.table, keys(7), rows(7, 70));
        writer.commit();
      }
      database.engine.compact();
      assertThat(TestDatabase.drain(scan)).isEqualTo(before);
      assertThat(database.contents(reader)).isEqualTo(before);
    }
    database.engine.compact();
    assertThat(database.engine.statistics(database.table).deltaRows()).isZero();
    assertThat(database.contents()).hasSize(ROWS - 3).contains("7:70");
  }

  @Test
  void aForgottenScanHoldsItsSnapshotNoLongerThanItsSession() {
    fill();
    StorageSession session = database.session();
    TableScan forgotten = session.scan(ScanRequest.all(database.table, 0));
    assertThat(forgotten.next()).isNotNull();
    database.insert(-1, 1);
    session.close();
    database.engine.compact();
    assertThat(database.engine.statistics(database.table).deltaRows()).isZero();
  }

  @Test
  void onlySegmentsThatTheDeltaTouchesAreWrittenAnew() {
    fill();
    database.engine.compact();
    List<Long> before = segmentIds();
    try (StorageSession writer = database.session()) {
      writer.update(database.table, keys(10_000), rows(10_000, 1));
      writer.commit();
    }
    database.engine.compact();
    assertThat(segmentIds())
        .hasSize(3)
        .contains(before.get(0), before.get(2))
        .doesNotContain(before.get(1));
  }

  @Test
  void appendedRowsLeaveAFullLastSegmentAlone() {
    fill();
    database.engine.compact();
    List<Long> before = segmentIds();
    database.insert(ROWS + 1, 1);
    database.engine.compact();
    assertThat(segmentIds()).hasSize(4).containsAll(before);
  }

  @Test
  void aFewChangesStayInTheDeltaAndAreKeptWithoutTheLog() {
    fill();
    database.engine.compact();
    List<Long> before = segmentIds();
    try (StorageSession writer = database.session()) {
      writer.update(database.table, keys(10_000), rows(10_000, 1));
      writer.delete(database.table, keys(3));
      writer.commit();
    }
    engine().compactor().run();
    assertThat(segmentIds()).isEqualTo(before);
    assertThat(database.engine.statistics(database.table).deltaRows()).isEqualTo(2);
    List<String> contents = database.contents();
    for (int i = 0; i < 2; i++) {
      database.reopen();
      assertThat(database.contents()).isEqualTo(contents).contains("10000:1").hasSize(ROWS - 1);
      assertThat(database.engine.check(new CancelToken())).isEmpty();
    }
    database.engine.compact();
    assertThat(database.engine.statistics(database.table).deltaRows()).isZero();
    assertThat(database.contents()).isEqualTo(contents);
  }

  @Test
  void aPassWritesTheSegmentsThatChangedMuchAndLeavesTheOthers() {
    fill();
    database.engine.compact();
    List<Long> before = segmentIds();
    try (StorageSession writer = database.session()) {
      for (long id = 0; id < 600; id++) {
        writer.update(database.table, keys(id), rows(id, id + 1));
      }
      writer.update(database.table, keys(10_000, 19_000), rows(10_000, 1, 19_000, 1));
      writer.commit();
    }
    try (StorageSession reader = database.session(IsolationLevel.REPEATABLE_READ)) {
      List<String> contents = database.contents();
      engine().compactor().run();
      assertThat(database.contents(reader)).isEqualTo(contents);
      assertThat(database.contents()).isEqualTo(contents);
    }
    assertThat(segmentIds())
        .hasSize(3)
        .contains(before.get(1), before.get(2))
        .doesNotContain(before.get(0));
    assertThat(database.engine.statistics(database.table).deltaRows()).isEqualTo(2);
    assertThat(database.engine.check(new CancelToken())).isEmpty();
  }

  @Test
  void anOldSnapshotMakesWritersFailBeforeMemoryRunsOut() {
    database.close();
    database =
        new TestDatabase(
            directory, StorageConfig.DEFAULT.withSegmentRows(8192).withDelta(100_000, 500));
    try (StorageSession reader = database.session(IsolationLevel.REPEATABLE_READ)) {
      assertThat(database.contents(reader)).isEmpty();
      assertThatThrownBy(this::fill)
          .isInstanceOfSatisfying(
              ResourceException.class,
              e -> assertThat(e.state()).isEqualTo(SqlState.OUT_OF_MEMORY));
    }
    database.engine.compact();
    insert(900_000, 10);
    assertThat(database.contents()).contains("900000:900000");
  }

  @Test
  void writersWaitForACompactionHoweverLongItTakesToBegin() {
    database.close();
    StorageConfig config = StorageConfig.DEFAULT.withSegmentRows(8192).withDelta(100_000, 500);
    database = new TestDatabase(directory, config, new SlowExecutor());
    insert(0, ROWS);
    insert(ROWS, 10);
    assertThat(database.contents()).hasSize(ROWS + 10);
  }

  private List<Long> segmentIds() {
    return engine().sequence.current().table(database.table.id()).segments().stream()
        .map(segment -> segment.descriptor().id())
        .toList();
  }

  private LocalEngine engine() {
    return (LocalEngine) database.engine;
  }

  @Test
  void replacedAndDroppedSegmentsAreDeletedFromTheStore() {
    fill();
    database.engine.compact();
    try (StorageSession writer = database.session()) {
      writer.delete(database.table, keys(0, 10_000, 19_000));
      writer.commit();
    }
    database.engine.compact();
    assertThat(engine().storedSegments()).containsExactlyInAnyOrderElementsOf(segmentIds());
    try (StorageSession writer = database.session()) {
      writer.truncate(database.table);
      writer.commit();
    }
    database.engine.compact();
    database.engine.compact();
    assertThat(engine().storedSegments()).isEmpty();
  }

  /// A manifest that was written holds, also when memory does not come to have what it names.
  @Test
  void segmentsOfAManifestThatMemoryDidNotFollowAreKept() {
    fill();
    database.engine.compact();
    try (StorageSession writer = database.session()) {
      writer.update(database.table, keys(10_000), rows(10_000, 1));
      writer.commit();
    }
    engine().compactor().run();
    List<String> contents = database.contents();
    Map<Integer, TableState> sound = engine().sequence.current().tables();
    try (StorageSession reader = database.session()) {
      assertThat(reader.count(database.table, List.of(KeyRange.ALL))).isEqualTo(ROWS);
      putTables(unreadable());
      assertThatThrownBy(database.engine::compact).hasMessage("unreadable");
      putTables(sound);
    }
    engine().compactor().run();
    database.reopen();
    assertThat(database.contents()).isEqualTo(contents).contains("10000:1");
    assertThat(database.engine.check(new CancelToken())).isEmpty();
  }

  private void putTables(Map<Integer, TableState> tables) {
    engine()
        .sequence
        .rearrange(state ->
            new DatabaseState(state.commit(), state.sequence() + 1, state.catalog(), tables));
  }

  private static Map<Integer, TableState> unreadable() {
    return new AbstractMap<>() {
      @Override
      public Set<Map.Entry<Integer, TableState>> entrySet() {
        throw new IllegalStateException("unreadable");
      }
    };
  }

  @Test
  void aTableThatCannotBeCompactedKeepsNoSegmentsOfOthers() {
    fill();
    TableDescriptor broken = database.create("broken");
    database.engine.compact();
    List<Long> before = segmentIds();
    damage(broken);
    try (StorageSession session = database.session()) {
      session.delete(database.table, keys(10_000));
      session.insert(broken, rows(3, 3));
      session.commit();
    }
    for (int pass = 0; pass < 2; pass++) {
      assertThatThrownBy(database.engine::compact).hasMessageContaining("is missing");
    }
    assertThat(segmentIds()).isNotEqualTo(before);
    assertThat(engine().storedSegments()).containsExactlyInAnyOrderElementsOf(segmentIds());
  }

  /// Gives a table a segment of high keys whose chunks are gone.
  private void damage(TableDescriptor table) {
    SegmentWriter writer = engine().newWriter(new TableLayout(table));
    writer.add(rows(1_000_000, 1, 1_000_001, 2));
    List<Segment> missing = writer.finish();
    engine().garbage().unpin(missing);
    database.engine.compact();
    engine()
        .sequence
        .rearrange(state -> {
          TableState now = state.table(table.id());
          TableState damaged =
              new TableState(SegmentRun.arrange(missing), now.delta(), now.lastChange(), 0, 0);
          return state.with(table.id(), damaged);
        });
  }

  @Test
  void writersHearWhyCompactionMakesNoRoom() {
    database.close();
    StorageConfig config = StorageConfig.DEFAULT.withSegmentRows(8192).withDelta(100_000, 500);
    database = new TestDatabase(directory, config);
    damage(database.table);
    assertThatThrownBy(this::fill)
        .isInstanceOfSatisfying(
            ResourceException.class,
            e ->
                assertThat(e.hint())
                    .startsWith("The last compaction failed: ")
                    .endsWith("is missing"));
  }

  @Test
  void aDroppedTableLeavesNothingBehind() {
    TableDescriptor other = database.create("other");
    try (StorageSession session = database.session()) {
      session.insert(other, rows(1, 1));
      session.commit();
    }
    database.engine.compact();
    try (StorageSession session = database.session()) {
      session.changeCatalog(c -> c.without(other.id()));
      session.commit();
    }
    database.engine.compact();
    database.engine.compact();
    database.reopen();
    assertThat(engine().storedSegments()).isEmpty();
    assertThat(database.engine.catalog().table(other.id())).isNull();
  }

  @Test
  void ranksAreExactUnderADelta() {
    fill();
    database.engine.compact();
    try (StorageSession writer = database.session()) {
      writer.delete(database.table, keys(10, 11, 12));
      writer.update(database.table, keys(20), rows(-5, 20));
      writer.commit();
    }
    try (StorageSession session = database.session()) {
      assertThat(session.rank(database.table, KeyCodec.encodeLong(10))).isEqualTo(11);
      assertThat(session.rank(database.table, KeyCodec.encodeLong(13))).isEqualTo(11);
      assertThat(session.rank(database.table, KeyCodec.encodeLong(10_000))).isEqualTo(9997);
      assertThat(session.count(database.table, List.of(KeyRange.ALL))).isEqualTo(ROWS - 3);
    }
  }

  @Test
  void predictionsAreCountedAndCanBeSwitchedOff() {
    fill();
    database.engine.compact();
    try (StorageSession session = database.session()) {
      session.get(database.table, keys(5, 12_345), TestDatabase.ALL);
      assertThat(session.statistics().predictions()).isEqualTo(2);
      assertThat(session.statistics().windowRows()).isPositive();
      session.endStatement();
      assertThat(database.engine.metrics().predictions()).isEqualTo(2);
    }
    database.close();
    database = new TestDatabase(directory, database.config.withLearnedIndex(false));
    try (StorageSession session = database.session()) {
      ColumnBatch found = session.get(database.table, keys(5, 12_345, -1), TestDatabase.ALL);
      assertThat(TestDatabase.strings(found)).containsExactly("5:5", "12345:12345");
      assertThat(session.statistics().predictions()).isZero();
    }
  }

  @Test
  void backgroundCompactionKeepsTheDeltaSmall() throws InterruptedException {
    database.close();
    database =
        new TestDatabase(
            directory, StorageConfig.DEFAULT.withSegmentRows(8192).withDelta(1 << 20, 500));
    fill();
    long patience = System.nanoTime() + 30_000_000_000L;
    while (database.engine.metrics().compactions() == 0 && System.nanoTime() < patience) {
      Thread.sleep(5);
    }
    assertThat(database.engine.metrics().compactions()).isPositive();
    assertThat(database.contents()).hasSize(ROWS);
  }

  /// Begins each task eight seconds late, which is longer than writers are slowed down.
  private static final class SlowExecutor extends ScheduledThreadPoolExecutor {
    SlowExecutor() {
      super(1);
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(8));
    }
  }
}
