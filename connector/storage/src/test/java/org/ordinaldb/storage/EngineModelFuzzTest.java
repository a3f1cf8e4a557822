package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.Seeds;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;

/// Random transactions, loads, compactions and restarts against a sorted map, with snapshots that are
/// held over all of it. What is on and how large the cache is must make no difference.
class EngineModelFuzzTest {
  private static final int KEYS = 40_000;

  @TempDir Path directory;
  private final long seed = Seeds.next("EngineModelFuzzTest");
  private final Random random = new Random(seed);
  private final TreeMap<Long, Long> committed = new TreeMap<>();
  private final List<Held> held = new ArrayList<>();

  /// A reader that keeps its snapshot, and what it must see.
  private record Held(StorageSession session, TreeMap<Long, Long> expected) {}

  @Test
  void theEngineIsASortedMapUnderLearnedIndexes() {
    run(StorageConfig.DEFAULT.withSegmentRows(6000).withLoadBytes(300_000), 40);
  }

  @Test
  void theEngineIsASortedMapWithoutLearnedIndexesAndCache() {
    run(
        StorageConfig.DEFAULT
            .withSegmentRows(9000)
            .withLearnedIndex(false)
            .withCacheBytes(200_000)
            .withDelta(1 << 20, 500),
        60);
  }

  private void run(StorageConfig config, int rounds) {
    try (TestDatabase database = new TestDatabase(directory, config)) {
      for (int round = 0; round < rounds; round++) {
        transaction(database);
        switch (random.nextInt(12)) {
          case 0, 1 -> database.engine.compact();
          case 2, 3 -> ((LocalEngine) database.engine).compactor().run();
          case 4 -> reopen(database);
          case 5, 6 -> hold(database);
          case 7 -> release();
          default -> {
            // Nothing but the next transaction.
          }
        }
        for (Held each : held) {
          check(database, each.session(), each.expected());
        }
        try (StorageSession session = database.session()) {
          check(database, session, committed);
        }
      }
      database.engine.compact();
      reopen(database);
      try (StorageSession session = database.session()) {
        assertContents(database, session, committed);
      }
    }
  }

  private void reopen(TestDatabase database) {
    while (!held.isEmpty()) {
      release();
    }
    database.reopen();
  }

  private void hold(TestDatabase database) {
    if (held.size() < 3) {
      held.add(
          new Held(database.session(IsolationLevel.REPEATABLE_READ), new TreeMap<>(committed)));
    }
  }

  private void release() {
    if (!held.isEmpty()) {
      held.remove(random.nextInt(held.size())).session().close();
    }
  }

  private void transaction(TestDatabase database) {
    TreeMap<Long, Long> mine = new TreeMap<>(committed);
    try (StorageSession session = database.session()) {
      for (int step = random.nextInt(5); step >= 0; step--) {
        session.beginStatement();
        StorageSession.Savepoint mark = session.savepoint();
        TreeMap<Long, Long> before = new TreeMap<>(mine);
        write(database, session, mine);
        if (random.nextInt(5) == 0) {
          session.rollbackTo(mark);
          mine = before;
        }
        if (random.nextInt(3) == 0) {
          check(database, session, mine);
        }
      }
      if (random.nextInt(6) == 0) {
        session.rollback();
      } else {
        session.commit();
        committed.clear();
        committed.putAll(mine);
      }
    }
  }

  private void write(TestDatabase database, StorageSession session, TreeMap<Long, Long> mine) {
    switch (random.nextInt(20)) {
      case 0 -> {
        session.truncate(database.table);
        mine.clear();
      }
      case 1, 2, 3 -> load(database, session, mine);
      case 4, 5, 6, 7, 8 -> insert(database, session, mine);
      case 9, 10, 11, 12, 13 -> update(database, session, mine);
      case 14 -> {
        Long key = random.nextBoolean() ? mine.floorKey(someKey()) : mine.ceilingKey(someKey());
        if (key != null) {
          assertThatThrownBy(() -> session.insert(database.table, TestDatabase.rows(-1, 1, key, 2)))
              .isInstanceOf(StatementException.class);
        }
      }
      default -> delete(database, session, mine);
    }
  }

  private void load(TestDatabase database, StorageSession session, TreeMap<Long, Long> mine) {
    long first = random.nextInt(KEYS);
    int stride = 1 + random.nextInt(3);
    int count = random.nextInt(4) == 0 ? 100 : SessionLoad.INSERTED_MAX + random.nextInt(8000);
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long key = first + (long) i * stride;
      if (!mine.containsKey(key)) {
        keys.add(key);
      }
    }
    if (random.nextBoolean()) {
      Collections.shuffle(keys, random);
    }
    try (BulkLoad load = session.bulkLoad(database.table)) {
      for (int from = 0; from < keys.size(); from += 1000) {
        List<Long> part = keys.subList(from, Math.min(keys.size(), from + 1000));
        load.add(rows(part, mine));
      }
      assertThat(load.finish()).isEqualTo(keys.size());
    }
  }

  private ColumnBatch rows(List<Long> keys, TreeMap<Long, Long> mine) {
    long[] rows = new long[2 * keys.size()];
    for (int i = 0; i < keys.size(); i++) {
      rows[2 * i] = keys.get(i);
      rows[2 * i + 1] = random.nextInt(1000);
      mine.put(rows[2 * i], rows[2 * i + 1]);
    }
    return TestDatabase.rows(rows);
  }

  private void insert(TestDatabase database, StorageSession session, TreeMap<Long, Long> mine) {
    List<Long> keys = new ArrayList<>();
    long first = someKey();
    int count = random.nextInt(200);
    for (int i = 0; i < count; i++) {
      long key = random.nextBoolean() ? first + i : someKey();
      if (!mine.containsKey(key) && !keys.contains(key)) {
        keys.add(key);
      }
    }
    session.insert(database.table, rows(keys, mine));
  }

  private void update(TestDatabase database, StorageSession session, TreeMap<Long, Long> mine) {
    List<Long> keys = present(mine);
    if (!keys.isEmpty() && random.nextInt(3) == 0) {
      long from = keys.getFirst();
      long to = someKey();
      if (!mine.containsKey(to)) {
        long value = random.nextInt(1000);
        session.update(database.table, TestDatabase.keys(from), TestDatabase.rows(to, value));
        mine.remove(from);
        mine.put(to, value);
      }
      return;
    }
    session.update(database.table, keysOf(keys), rows(keys, mine));
  }

  private void delete(TestDatabase database, StorageSession session, TreeMap<Long, Long> mine) {
    List<Long> keys = present(mine);
    session.delete(database.table, keysOf(keys));
    keys.forEach(mine::remove);
  }

  private List<Long> present(TreeMap<Long, Long> mine) {
    List<Long> keys = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      long from = someKey();
      keys.addAll(mine.subMap(from, from + random.nextInt(3000)).keySet());
      return keys;
    }
    for (int i = random.nextInt(50); i > 0; i--) {
      Long key = mine.ceilingKey(someKey());
      if (key != null && !keys.contains(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  private static BytesVector keysOf(List<Long> keys) {
    return TestDatabase.keys(keys.stream().mapToLong(Long::longValue).toArray());
  }

  private long someKey() {
    return random.nextInt(KEYS);
  }

  private void check(TestDatabase database, StorageSession session, TreeMap<Long, Long> expected) {
    String why = "seed " + seed;
    assertThat(session.count(database.table, List.of(KeyRange.ALL)))
        .as(why)
        .isEqualTo(expected.size());
    for (int i = 0; i < 5; i++) {
      long from = someKey();
      long to = from + random.nextInt(random.nextBoolean() ? 100 : 20_000);
      KeyRange range = new KeyRange(KeyCodec.encodeLong(from), KeyCodec.encodeLong(to));
      Map<Long, Long> inside = expected.subMap(from, to);
      assertThat(session.count(database.table, List.of(range))).as(why).isEqualTo(inside.size());
      assertThat(session.rank(database.table, KeyCodec.encodeLong(from)))
          .as(why)
          .isEqualTo(expected.headMap(from).size());
      checkRange(database, session, expected, from, to, range);
    }
    checkGets(database, session, expected);
    if (random.nextInt(8) == 0) {
      assertContents(database, session, expected);
    }
  }

  private void checkRange(
      TestDatabase database,
      StorageSession session,
      TreeMap<Long, Long> expected,
      long from,
      long to,
      KeyRange range) {
    boolean reverse = random.nextBoolean();
    long beyond = to + 50 + random.nextInt(500);
    KeyRange second = new KeyRange(KeyCodec.encodeLong(to + 50), KeyCodec.encodeLong(beyond));
    List<String> all = new ArrayList<>(strings(expected.subMap(from, to)));
    all.addAll(strings(expected.subMap(to + 50, beyond)));
    List<String> ordered = reverse ? all.reversed() : all;
    int offset = random.nextBoolean() ? 0 : random.nextInt(all.size() + 2);
    int limit = random.nextBoolean() ? -1 : random.nextInt(300);
    ScanRequest request =
        new ScanRequest(
            database.table,
            List.of(range, second),
            TestDatabase.ALL,
            List.of(),
            reverse,
            offset,
            limit);
    int start = Math.min(offset, ordered.size());
    int end = limit < 0 ? ordered.size() : Math.min(ordered.size(), start + limit);
    assertThat(TestDatabase.read(session, request))
        .as("seed %d reverse %s offset %d limit %d", seed, reverse, offset, limit)
        .isEqualTo(ordered.subList(start, end));
  }

  private void checkGets(
      TestDatabase database, StorageSession session, TreeMap<Long, Long> expected) {
    long[] keys = random.longs(30, 0, KEYS).distinct().toArray();
    List<String> found = new ArrayList<>();
    for (long key : keys) {
      if (expected.containsKey(key)) {
        found.add(key + ":" + expected.get(key));
      }
    }
    ColumnBatch batch = session.get(database.table, TestDatabase.keys(keys), TestDatabase.ALL);
    assertThat(TestDatabase.strings(batch)).as("seed %d", seed).isEqualTo(found);
    ColumnBatch rowKeys =
        session.get(database.table, TestDatabase.keys(keys), new int[] {ScanRequest.ROW_KEY, 0});
    for (int i = 0; i < rowKeys.size(); i++) {
      byte[] key = ((BytesVector) rowKeys.column(0)).bytes(i);
      assertThat(KeyCodec.decodeLong(key)).isEqualTo(((LongVector) rowKeys.column(1)).values()[i]);
    }
  }

  private void assertContents(
      TestDatabase database, StorageSession session, TreeMap<Long, Long> expected) {
    assertThat(database.contents(session)).as("seed %d", seed).isEqualTo(strings(expected));
  }

  private static List<String> strings(Map<Long, Long> rows) {
    List<String> strings = new ArrayList<>(rows.size());
    rows.forEach((key, value) -> strings.add(key + ":" + value));
    return strings;
  }
}
