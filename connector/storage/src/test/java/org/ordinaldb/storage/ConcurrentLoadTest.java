package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.storage.TestDatabase.keys;
import static org.ordinaldb.storage.TestDatabase.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.Seeds;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.transaction.LockListing;
import org.ordinaldb.transaction.LockMode;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;

/// Bulk loads beside other writers of their table, and beside each other.
class ConcurrentLoadTest {
  private static final int LARGE = 20_000;

  @TempDir Path directory;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private TestDatabase database;

  @BeforeEach
  void open() {
    database =
        new TestDatabase(
            directory, StorageConfig.DEFAULT.withSegmentRows(8192).withLoadBytes(200_000));
  }

  @AfterEach
  void close() {
    database.close();
    threads.close();
  }

  private static long[] evenNumbers(long first, int count) {
    return LongStream.range(0, count).map(i -> first + 2 * i).toArray();
  }

  /// Rows with the keys as values.
  private static ColumnBatch batch(long... ids) {
    long[] rows = new long[2 * ids.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = ids[i / 2];
    }
    return rows(rows);
  }

  /// A load that has begun to write.
  private static BulkLoad begin(StorageSession session, TestDatabase database, long... ids) {
    BulkLoad load = session.bulkLoad(database.table);
    for (int from = 0; from < ids.length; from += 1000) {
      load.add(batch(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + 1000))));
    }
    return load;
  }

  private void load(long... ids) {
    try (StorageSession session = database.session();
        BulkLoad load = begin(session, database, ids)) {
      load.finish();
      session.commit();
    }
  }

  private void insert(long... ids) {
    try (StorageSession session = database.session()) {
      session.insert(database.table, batch(ids));
      session.commit();
    }
  }

  private void delete(long... ids) {
    try (StorageSession session = database.session()) {
      session.delete(database.table, keys(ids));
      session.commit();
    }
  }

  private List<Long> ids() {
    return database.contents().stream().map(row -> Long.valueOf(row.split(":")[0])).toList();
  }

  private static List<Long> union(long[]... parts) {
    return LongStream.concat(
            LongStream.of(parts[0]), LongStream.of(parts.length > 1 ? parts[1] : new long[0]))
        .sorted()
        .boxed()
        .toList();
  }

  private static void assertDuplicate(Runnable action, long key) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.state()).isEqualTo(SqlState.UNIQUE_VIOLATION);
              assertThat(e.detail()).isEqualTo("Key (id)=(" + key + ") already exists.");
            });
  }

  /// Starts something that has to wait for a lock, and returns once it does.
  private Future<?> waits(Runnable action) throws InterruptedException {
    Future<?> future = threads.submit(action);
    while (locks().stream().allMatch(LockListing::granted) && !future.isDone()) {
      Thread.sleep(1);
    }
    assertThat(future.isDone()).isFalse();
    return future;
  }

  private List<LockListing> locks() {
    return ((LocalEngine) database.engine).locks.list();
  }

  /// By scans and by single keys.
  private void assertIntact(List<Long> expected) {
    assertHas(expected);
    database.engine.compact();
    assertHas(expected);
    assertThat(database.engine.check(new CancelToken())).isEmpty();
    database.reopen();
    assertHas(expected);
  }

  private void assertHas(List<Long> expected) {
    assertThat(ids()).isEqualTo(expected);
    BytesVector wanted = keys(expected.stream().mapToLong(id -> id).toArray());
    try (StorageSession session = database.session()) {
      assertThat(session.count(database.table, List.of(KeyRange.ALL))).isEqualTo(expected.size());
      assertThat(session.get(database.table, wanted, TestDatabase.ALL).size())
          .isEqualTo(expected.size());
    }
  }

  @Test
  void othersWriteWhileALoadWritesItsSegments() {
    long[] loaded = evenNumbers(0, LARGE);
    insert(1, 3);
    try (StorageSession session = database.session();
        BulkLoad load = begin(session, database, loaded)) {
      insert(5, 7);
      delete(1);
      load.finish();
      session.commit();
    }
    assertIntact(union(loaded, new long[] {3, 5, 7}));
  }

  @Test
  void othersWaitFromTheEndOfALoadUntilItCommits() throws Exception {
    long[] loaded = evenNumbers(0, LARGE);
    try (StorageSession session = database.session();
        BulkLoad load = begin(session, database, loaded)) {
      load.finish();
      Future<?> writer = waits(() -> insert(1));
      Future<?> second = threads.submit(() -> assertDuplicate(() -> insert(2), 2));
      session.commit();
      writer.get();
      second.get();
    }
    assertIntact(union(loaded, new long[] {1}));
  }

  @Test
  void aKeyThatAnotherCommittedMeanwhileIsADuplicate() {
    try (StorageSession session = database.session();
        BulkLoad load = begin(session, database, evenNumbers(0, LARGE))) {
      insert(100);
      assertDuplicate(load::finish, 100);
    }
    assertIntact(List.of(100L));
  }

  @Test
  void aKeyThatAnotherInsertsIsWaitedFor() throws Exception {
    long[] loaded = evenNumbers(0, LARGE);
    try (StorageSession other = database.session()) {
      other.insert(database.table, batch(100));
      Future<?> waiting = waits(() -> load(loaded));
      other.rollback();
      waiting.get();
    }
    assertIntact(union(loaded));
  }

  /// The delta says of the key that there is no row, which must not hide the loaded one.
  @Test
  void aKeyThatAnotherInsertedAndDeletedMeanwhileIsLoaded() {
    long[] loaded = evenNumbers(0, LARGE);
    try (StorageSession session = database.session();
        BulkLoad load = begin(session, database, loaded)) {
      insert(100);
      delete(100);
      load.finish();
      assertThat(session.count(database.table, List.of(KeyRange.ALL))).isEqualTo(LARGE);
      session.commit();
    }
    assertIntact(union(loaded));
  }

  @Test
  void aKeyThatAnotherIsDeletingIsWaitedFor() throws Exception {
    insert(100, 101);
    long[] loaded = evenNumbers(0, LARGE);
    try (StorageSession other = database.session()) {
      other.delete(database.table, keys(100));
      Future<?> waiting = waits(() -> load(loaded));
      other.commit();
      waiting.get();
    }
    assertIntact(union(loaded, new long[] {101}));
  }

  /// Its snapshot still sees the row that was deleted.
  @Test
  void aKeyThatIsFreedMeanwhileDoesNotSerialize() {
    insert(100);
    try (StorageSession session = database.session(IsolationLevel.REPEATABLE_READ);
        BulkLoad load = begin(session, database, evenNumbers(1000, 10_000))) {
      delete(100);
      assertThatThrownBy(
              () -> {
                load.add(batch(evenNumbers(0, 400)));
                load.finish();
              })
          .isInstanceOfSatisfying(
              SqlException.class,
              e -> assertThat(e.state()).isEqualTo(SqlState.SERIALIZATION_FAILURE));
    }
    assertIntact(List.of());
  }

  @Test
  void twoLoadsOfOneTableGoOnSideBySide() throws Exception {
    long[] even = evenNumbers(0, LARGE);
    long[] odd = evenNumbers(1, LARGE);
    try (StorageSession first = database.session();
        StorageSession second = database.session();
        BulkLoad firstLoad = begin(first, database, even);
        BulkLoad secondLoad = begin(second, database, odd)) {
      firstLoad.finish();
      Future<?> waiting = waits(secondLoad::finish);
      first.commit();
      waiting.get();
      second.commit();
    }
    assertIntact(union(even, odd));
  }

  @Test
  void ofTwoLoadsWithACommonKeyTheSecondToEndFails() {
    long[] even = evenNumbers(0, LARGE);
    long[] odd = evenNumbers(1, LARGE);
    odd[LARGE / 2] = 1000;
    try (StorageSession first = database.session();
        StorageSession second = database.session();
        BulkLoad firstLoad = begin(first, database, even);
        BulkLoad secondLoad = begin(second, database, odd)) {
      firstLoad.finish();
      first.commit();
      assertDuplicate(secondLoad::finish, 1000);
    }
    assertIntact(union(even));
  }

  /// The first load writes it as an entry of the delta, the second, after a compaction, to a segment.
  @Test
  void ofTwoLoadsWithTheKeyOfADeletedRowTheSecondToEndFails() {
    insert(100);
    delete(100);
    try (StorageSession first = database.session();
        StorageSession second = database.session();
        BulkLoad firstLoad = begin(first, database, evenNumbers(0, LARGE))) {
      database.engine.compact();
      try (BulkLoad secondLoad = begin(second, database, evenNumbers(100, LARGE))) {
        secondLoad.finish();
        second.commit();
      }
      assertDuplicate(firstLoad::finish, 100);
    }
    assertIntact(union(evenNumbers(100, LARGE)));
  }

  /// A load between random commits of others, compactions included: it succeeds only if none of its keys
  /// is there when it ends, and fails only if one was there.
  @RepeatedTest(12)
  void aLoadAmongRandomCommitsIsLikeOneAtItsEnd() {
    Random random = new Random(Seeds.next("ConcurrentLoadTest"));
    TreeMap<Long, Long> model = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      change(random, model);
    }
    List<Long> order = new ArrayList<>(LongStream.range(0, 30_000).boxed().toList());
    Collections.shuffle(order, random);
    List<Long> wanted = order.subList(0, 10_000 + random.nextInt(10_000));
    if (random.nextInt(6) > 0) {
      wanted = wanted.stream().filter(id -> !model.containsKey(id)).toList();
    }
    if (random.nextBoolean()) {
      wanted = wanted.stream().sorted().toList();
    }
    boolean undone = random.nextBoolean();
    Set<Long> seen = new HashSet<>(model.keySet());
    try (StorageSession session = database.session()) {
      boolean loaded = load(session, wanted, random, undone, model, seen);
      if (loaded) {
        assertThat(wanted).noneMatch(model::containsKey);
        wanted.forEach(id -> model.put(id, id));
        session.commit();
        assertHas(List.copyOf(model.keySet()));
      } else {
        assertThat(wanted).anyMatch(seen::contains);
      }
    }
    for (int i = 0; i < 100; i++) {
      change(random, model);
    }
    assertIntact(List.copyOf(model.keySet()));
  }

  /// @param undone whether others delete again what they insert of the wanted keys
  private boolean load(
      StorageSession session,
      List<Long> wanted,
      Random random,
      boolean undone,
      TreeMap<Long, Long> model,
      Set<Long> seen) {
    try (BulkLoad load = session.bulkLoad(database.table)) {
      for (int from = 0; from < wanted.size(); from += 500) {
        List<Long> part = wanted.subList(from, Math.min(wanted.size(), from + 500));
        load.add(batch(part.stream().mapToLong(id -> id).toArray()));
        for (int i = random.nextInt(20); i > 0 && isWriting(); i--) {
          List<Long> inserted = change(random, model);
          seen.addAll(inserted);
          if (undone && wanted.containsAll(inserted)) {
            inserted.forEach(this::delete);
            model.keySet().removeAll(inserted);
          }
        }
      }
      load.finish();
      return true;
    } catch (SqlException e) {
      assertThat(e.state()).isEqualTo(SqlState.UNIQUE_VIOLATION);
      return false;
    }
  }

  /// Whether the load has begun to write and has not locked others out.
  private boolean isWriting() {
    List<LockMode> modes = locks().stream().map(LockListing::mode).toList();
    return modes.contains(TableLock.LOAD) && !modes.contains(TableLock.ATTACH);
  }

  /// One commit; returns what it inserted.
  private List<Long> change(Random random, TreeMap<Long, Long> model) {
    long id = random.nextInt(40_000);
    if (random.nextInt(40) == 0) {
      database.engine.compact();
    }
    if (model.containsKey(id) || (random.nextInt(3) == 0 && !model.isEmpty())) {
      Long near = model.floorKey(id) == null ? model.firstKey() : model.floorKey(id);
      delete(near);
      model.remove(near);
      return List.of();
    }
    insert(id);
    model.put(id, id);
    return List.of(id);
  }
}
