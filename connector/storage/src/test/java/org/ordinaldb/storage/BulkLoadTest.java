package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.storage.TestDatabase.keys;
import static org.ordinaldb.storage.TestDatabase.rows;

import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;

class BulkLoadTest {
  private static final int LARGE = 30_000;

  @TempDir Path directory;
  private TestDatabase database;

  @BeforeEach
  void open() {
    database =
        new TestDatabase(
            directory, StorageConfig.DEFAULT.withSegmentRows(16_384).withLoadBytes(400_000));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static List<Long> ids(long first, int count) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(first + i);
    }
    return ids;
  }

  private static ColumnBatch batch(List<Long> ids) {
    long[] rows = new long[2 * ids.size()];
    for (int i = 0; i < ids.size(); i++) {
      rows[2 * i] = ids.get(i);
      rows[2 * i + 1] = ids.get(i) % 97;
    }
    return rows(rows);
  }

  private void load(StorageSession session, TableDescriptor table, List<Long> ids) {
    try (BulkLoad load = session.bulkLoad(table)) {
      for (int from = 0; from < ids.size(); from += 3000) {
        load.add(batch(ids.subList(from, Math.min(ids.size(), from + 3000))));
      }
      assertThat(load.finish()).isEqualTo(ids.size());
    }
  }

  private void loadAndCommit(List<Long> ids) {
    try (StorageSession session = database.session()) {
      load(session, database.table, ids);
      session.commit();
    }
  }

  private List<String> expected(List<Long> ids) {
    return ids.stream().sorted().map(id -> id + ":" + id % 97).toList();
  }

  @Test
  void aLargeLoadBecomesSegmentsAtOnce() {
    loadAndCommit(ids(0, LARGE));
    TableStatistics statistics = database.engine.statistics(database.table);
    assertThat(statistics.deltaRows()).isZero();
    assertThat(statistics.segments()).isEqualTo(2);
    assertThat(database.contents()).isEqualTo(expected(ids(0, LARGE)));
    database.reopen();
    assertThat(database.contents()).isEqualTo(expected(ids(0, LARGE)));
  }

  @Test
  void aSmallLoadGoesIntoTheDelta() {
    loadAndCommit(ids(0, 100));
    assertThat(database.engine.statistics(database.table).deltaRows()).isEqualTo(100);
  }

  @Test
  void rowsInAnyOrderAreSortedInPiecesAndMerged() {
    List<Long> ids = ids(0, LARGE);
    Collections.shuffle(ids, new Random(7));
    loadAndCommit(ids);
    assertThat(database.engine.statistics(database.table).segments()).isEqualTo(2);
    assertThat(database.contents()).isEqualTo(expected(ids));
  }

  @Test
  void loadsIntoTheMidstOfExistingRowsAreMerged() {
    List<Long> even = ids(0, LARGE).stream().filter(id -> id % 2 == 0).toList();
    List<Long> odd = ids(0, LARGE).stream().filter(id -> id % 2 == 1).toList();
    loadAndCommit(even);
    loadAndCommit(odd);
    assertThat(database.contents()).isEqualTo(expected(ids(0, LARGE)));
    database.engine.compact();
    assertThat(database.engine.statistics(database.table).segments()).isEqualTo(2);
    assertThat(database.contents()).isEqualTo(expected(ids(0, LARGE)));
  }

  @Test
  void keysThatWereDeletedCanBeLoadedAgain() {
    loadAndCommit(ids(0, LARGE));
    try (StorageSession session = database.session()) {
      session.delete(database.table, keys(5, 20_000));
      session.commit();
    }
    List<Long> again = new ArrayList<>(List.of(5L, 20_000L));
    again.addAll(ids(LARGE, LARGE));
    loadAndCommit(again);
    assertThat(database.contents()).isEqualTo(expected(ids(0, 2 * LARGE)));
    database.engine.compact();
    assertThat(database.contents()).isEqualTo(expected(ids(0, 2 * LARGE)));
  }

  @Test
  void aKeyThatExistsOrComesTwiceFailsTheLoadAndOnlyIt() {
    loadAndCommit(ids(0, LARGE));
    List<Long> present = ids(LARGE, LARGE);
    present.set(LARGE - 1, 17L);
    assertDuplicate(present, 17);
    List<Long> twice = ids(LARGE, LARGE);
    twice.set(LARGE - 1, (long) LARGE + 3);
    assertDuplicate(twice, LARGE + 3);
    List<Long> neighbours = ids(LARGE, LARGE);
    neighbours.set(1, (long) LARGE);
    assertDuplicate(neighbours, LARGE);
    assertThat(database.contents()).isEqualTo(expected(ids(0, LARGE)));
  }

  private void assertDuplicate(List<Long> ids, long key) {
    try (StorageSession session = database.session()) {
      assertThatThrownBy(() -> load(session, database.table, ids))
          .isInstanceOfSatisfying(
              SqlException.class,
              e -> assertThat(e.detail()).isEqualTo("Key (id)=(" + key + ") already exists."));
    }
  }

  @Test
  void theTransactionSeesAndChangesWhatItLoadedBeforeItCommits() {
    try (StorageSession session = database.session()) {
      load(session, database.table, ids(0, LARGE));
      assertThat(session.count(database.table, List.of(KeyRange.ALL))).isEqualTo(LARGE);
      session.delete(database.table, keys(3));
      session.update(database.table, keys(4), rows(4, 44));
      assertThatThrownBy(() -> session.insert(database.table, rows(5, 5)))
          .isInstanceOf(SqlException.class);
      assertThat(database.contents(session)).hasSize(LARGE - 1).contains("4:44");
      assertThat(database.contents()).isEmpty();
      session.commit();
    }
    assertThat(database.contents()).hasSize(LARGE - 1).contains("4:44").doesNotContain("3:3");
    database.reopen();
    assertThat(database.contents()).hasSize(LARGE - 1).contains("4:44").doesNotContain("3:3");
  }

  @Test
  void aLoadThatIsRolledBackLeavesNoSegment() {
    try (StorageSession session = database.session()) {
      load(session, database.table, ids(0, LARGE));
      session.rollback();
    }
    database.engine.compact();
    assertThat(database.contents()).isEmpty();
    assertThat(((LocalEngine) database.engine).storedSegments()).isEmpty();
  }

  /// The log names the segments of a commit that memory does not have, and a restart reads them.
  @Test
  void segmentsOfACommitThatCouldNotBeAppliedOutliveCompactions() {
    LocalEngine engine = (LocalEngine) database.engine;
    AtomicBoolean memoryIsShort = new AtomicBoolean();
    engine.sequence.rearrange(state ->
        new DatabaseState(
            state.commit(),
            state.sequence() + 1,
            state.catalog(),
            uncopyable(state.tables(), memoryIsShort)));
    try (StorageSession session = database.session()) {
      load(session, database.table, ids(0, LARGE));
      memoryIsShort.set(true);
      assertThatThrownBy(session::commit).isInstanceOf(InternalException.class);
      memoryIsShort.set(false);
    }
    assertThatThrownBy(engine::compact).isInstanceOf(InternalException.class);
    database.reopen();
    assertThat(database.contents()).isEqualTo(expected(ids(0, LARGE)));
  }

  /// A map that can be read always, and copied only sometimes.
  private static <K, V> Map<K, V> uncopyable(Map<K, V> map, AtomicBoolean now) {
    return new AbstractMap<>() {
      @Override
      public Set<Map.Entry<K, V>> entrySet() {
        if (now.get()) {
          throw new IllegalStateException("no memory for a copy");
        }
        return map.entrySet();
      }

      @Override
      public Collection<V> values() {
        return map.values();
      }
    };
  }

  @Test
  void textKeysAndCompositeKeysLoadInAnyOrder() {
    TableDescriptor table = createPairs();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < LARGE; i++) {
      names.add("n" + i % 1000);
    }
    Collections.shuffle(names, new Random(3));
    try (StorageSession session = database.session()) {
      try (BulkLoad load = session.bulkLoad(table)) {
        for (int from = 0; from < LARGE; from += 2000) {
          load.add(pairs(names.subList(from, from + 2000), from));
        }
        load.finish();
      }
      session.commit();
    }
    database.reopen();
    try (StorageSession session = database.session();
        TableScan scan = session.scan(ScanRequest.all(database.current("pairs"), 0, 1))) {
      List<String> found = new ArrayList<>();
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        for (int i = 0; i < batch.size(); i++) {
          int row = batch.row(i);
          found.add(
              ((BytesVector) batch.column(0)).string(row)
                  + "/"
                  + String.format("%08d", ((LongVector) batch.column(1)).values()[row]));
        }
      }
      assertThat(found).hasSize(LARGE).isSorted();
    }
  }

  private TableDescriptor createPairs() {
    List<ColumnDescriptor> columns =
        List.of(
            new ColumnDescriptor("name", SqlType.TEXT, false, null),
            new ColumnDescriptor("n", SqlType.INT8, false, null));
    try (StorageSession session = database.session()) {
      session.changeCatalog(c ->
          c.with(
              new TableDescriptor(
                  c.nextId(),
                  Catalog.PUBLIC,
                  "pairs",
                  columns,
                  new PrimaryKey("pairs_pkey", List.of(0, 1)))));
      session.commit();
    }
    return database.current("pairs");
  }

  private static ColumnBatch pairs(List<String> names, int first) {
    long[] numbers = new long[names.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = first + i;
    }
    return new ColumnBatch(
        numbers.length,
        BytesVector.ofStrings(names.toArray(new String[0])),
        LongVector.of(numbers));
  }

  @Test
  void aTableWithoutAKeyLoadsInInsertionOrder() {
    TableDescriptor heap = database.create("heap", false);
    List<Long> ids = ids(0, LARGE);
    Collections.shuffle(ids, new Random(5));
    try (StorageSession session = database.session()) {
      load(session, heap, ids);
      session.insert(heap, rows(-1, 5));
      session.commit();
    }
    database.engine.compact();
    try (StorageSession session = database.session()) {
      List<String> found = TestDatabase.read(session, ScanRequest.all(heap, TestDatabase.ALL));
      List<String> wanted = new ArrayList<>(ids.stream().map(id -> id + ":" + id % 97).toList());
      wanted.add("-1:5");
      assertThat(found).isEqualTo(wanted);
    }
  }
}
