package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ordinaldb.storage.TestDatabase.keys;
import static org.ordinaldb.storage.TestDatabase.rows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.Seeds;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.transaction.FaultyDisk;

/// Disks that fail, fill up, are slow or lose the end of a file: the client gets an error, nobody reads
/// a wrong row, and every acknowledged commit is there after a restart. `-Dfaults=` asks for more.
class FaultTest {
  private static final int FAULTS = Integer.getInteger("faults", 16);
  private static final int LOAD = SessionLoad.INSERTED_MAX + 1000;

  @TempDir Path directory;
  private final FaultyDisk disk = new FaultyDisk();
  private final Random random = new Random(Seeds.next("FaultTest"));

  @AfterEach
  void repair() {
    disk.close();
  }

  /// Inserts, deletes, loads and compacts until it is done or the disk fails, and keeps the books.
  private static final class Work {
    final TestDatabase database;
    final Set<Long> acknowledged = new TreeSet<>();

    /// What the commit that failed would have left, where nobody can say whether it happened.
    @Nullable Set<Long> possible;

    @Nullable SqlException failure;

    Work(TestDatabase database) {
      this.database = database;
    }

    void run() {
      try {
        for (long id = 0; id < 40; id += 4) {
          long first = id;
          commit(
              session -> session.insert(database.table, rows(first, 1, first + 1, 2)), id, id + 1);
          if (id == 12) {
            commit(session -> session.delete(database.table, keys(0, 5)), -1);
            acknowledged.removeAll(Set.of(0L, 5L));
          }
          if (id == 20 || id == 32) {
            database.engine.compact();
          }
        }
        commit(this::load, ids());
      } catch (SqlException e) {
        failure = e;
      }
    }

    private void commit(java.util.function.Consumer<StorageSession> change, long... ids) {
      Set<Long> after = new TreeSet<>(acknowledged);
      for (long id : ids) {
        if (id >= 0) {
          after.add(id);
        }
      }
      if (ids[0] == -1) {
        after.removeAll(Set.of(0L, 5L));
      }
      try (StorageSession session = database.session()) {
        change.accept(session);
        session.commit();
        acknowledged.addAll(after);
      } catch (SqlException e) {
        possible = e.state() == SqlState.STATEMENT_COMPLETION_UNKNOWN ? after : null;
        throw e;
      }
    }

    private static long[] ids() {
      long[] ids = new long[LOAD];
      for (int i = 0; i < LOAD; i++) {
        ids[i] = 1000 + i;
      }
      return ids;
    }

    private void load(StorageSession session) {
      long[] ids = ids();
      long[] values = new long[2 * ids.length];
      for (int i = 0; i < ids.length; i++) {
        values[2 * i] = ids[i];
        values[2 * i + 1] = i;
      }
      try (BulkLoad load = session.bulkLoad(database.table)) {
        load.add(rows(values));
        load.finish();
      }
    }
  }

  private static Set<Long> idsIn(TestDatabase database) {
    Set<Long> ids = new TreeSet<>();
    for (String row : database.contents()) {
      ids.add(Long.parseLong(row.substring(0, row.indexOf(':'))));
    }
    return ids;
  }

  private static StorageConfig config() {
    return StorageConfig.DEFAULT.withSegmentRows(4096);
  }

  /// Runs the work on a disk that fails, then looks at what a restart finds.
  private SqlState failAndRestart(Path home, Runnable fault, String why) {
    Work work;
    TestDatabase database = new TestDatabase(home, config());
    try {
      fault.run();
      work = new Work(database);
      work.run();
      // The engine may refuse to read, but what it reads is right.
      try {
        assertThat(idsIn(database)).as(why).isEqualTo(work.acknowledged);
      } catch (SqlException e) {
        assertThat(work.failure).as(why).isNotNull();
      }
    } finally {
      disk.repair();
      try {
        database.close();
      } catch (SqlException e) {
        // It could not write its last words.
      }
    }
    try (TestDatabase restarted = new TestDatabase(home, config())) {
      Set<Long> found = idsIn(restarted);
      if (work.possible == null || !found.equals(work.possible)) {
        assertThat(found).as(why).isEqualTo(work.acknowledged);
      }
      assertThat(restarted.engine.check(new CancelToken())).as(why).isEmpty();
      restarted.insert(500, 5);
    }
    SqlException failure = work.failure;
    return failure == null ? SqlState.SUCCESSFUL_COMPLETION : failure.state();
  }

  @Test
  void aFailedWriteOrFsyncIsToldAndLosesNothing() {
    Path first = directory.resolve("first");
    failAndRestart(first, () -> disk.failFrom(Long.MAX_VALUE), "no fault");
    long operations = disk.operations();
    assertThat(operations).isGreaterThan(20);
    List<SqlState> states = new ArrayList<>();
    for (int fault = 0; fault < FAULTS; fault++) {
      long nth = 1 + random.nextLong(operations / 2);
      SqlState state =
          failAndRestart(
              directory.resolve("fault" + fault), () -> disk.failFrom(nth), "operation " + nth);
      states.add(state);
    }
    System.out.println("FaultTest " + states);
    assertThat(states)
        .contains(SqlState.STATEMENT_COMPLETION_UNKNOWN)
        .isSubsetOf(
            SqlState.STATEMENT_COMPLETION_UNKNOWN,
            SqlState.IO_ERROR,
            SqlState.SUCCESSFUL_COMPLETION);
  }

  @Test
  void aDiskThatFillsUpInTheMidstOfAWriteLosesNothing() {
    for (int fault = 0; fault < FAULTS / 2; fault++) {
      long nth = 1 + random.nextLong(30);
      SqlState state =
          failAndRestart(directory.resolve("full" + fault), () -> disk.fullAt(nth), "write " + nth);
      assertThat(state)
          .isIn(
              SqlState.STATEMENT_COMPLETION_UNKNOWN,
              SqlState.IO_ERROR,
              SqlState.DISK_FULL,
              SqlState.SUCCESSFUL_COMPLETION);
    }
  }

  @Test
  void aSlowDiskDelaysCommitsAndNothingElse() throws InterruptedException {
    try (TestDatabase database = new TestDatabase(directory.resolve("slow"), config())) {
      disk.slow(10);
      Set<Long> acknowledged = new ConcurrentSkipListSet<>();
      List<Thread> writers = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        long from = 1000L * writer;
        Thread thread =
            new Thread(() -> {
              for (long id = from; id < from + 20; id++) {
                database.insert(id, id);
                acknowledged.add(id);
              }
            });
        writers.add(thread);
        thread.start();
      }
      while (writers.stream().anyMatch(Thread::isAlive)) {
        Set<Long> before = Set.copyOf(acknowledged);
        assertThat(idsIn(database)).containsAll(before);
      }
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(idsIn(database)).hasSize(80).isEqualTo(acknowledged);
    }
  }

  /// The log keeps records of loads whose segments the compaction has replaced already.
  @Test
  void aCompactionThatIsCutShortLeavesNothingForTheCheckToFind() {
    for (int writes = 1; writes <= 3; writes++) {
      Path home = directory.resolve("cut" + writes);
      TestDatabase database = new TestDatabase(home, config());
      Work work = new Work(database);
      work.commit(work::load, Work.ids());
      work.commit(session -> session.delete(database.table, keys(1000)), -1);
      disk.failFrom(writes);
      try {
        database.engine.compact();
      } catch (SqlException e) {
        assertThat(e.state()).isEqualTo(SqlState.STATEMENT_COMPLETION_UNKNOWN);
      }
      disk.repair();
      database.close();
      try (TestDatabase again = new TestDatabase(home, config())) {
        assertThat(again.engine.check(new CancelToken())).as("write %d", writes).isEmpty();
        assertThat(idsIn(again)).hasSize(LOAD - 1);
      }
    }
  }

  @Test
  void aTornTailLosesAtMostTheCommitThatWasNotAcknowledged() throws IOException {
    Path home = directory.resolve("whole");
    Path mark = home.resolve("ordinal.mark");
    Path log = home.resolve("00000000.jdb");
    byte[] markBefore;
    long before;
    byte[] bytes;
    try (TestDatabase database = new TestDatabase(home, config())) {
      for (long id = 0; id < 10; id++) {
        database.insert(id, id);
      }
      markBefore = Files.readAllBytes(mark);
      before = Files.size(log);
      database.insert(10, 10, 11, 11);
      bytes = Files.readAllBytes(log);
    }
    assertThat(bytes.length - before).isBetween(50L, 2000L);
    for (int length = (int) before; length <= bytes.length; length += 1 + random.nextInt(12)) {
      Path copy = copy(directory.resolve("torn" + length), bytes, length, markBefore);
      try (TestDatabase database = new TestDatabase(copy, config())) {
        assertThat(idsIn(database)).as("length %d", length).hasSizeBetween(10, 12);
        assertThat(idsIn(database).size()).as("length %d", length).isNotEqualTo(11);
        assertThat(database.engine.check(new CancelToken())).isEmpty();
      }
    }
    Path shorter = copy(directory.resolve("shorter"), bytes, (int) before - 1, markBefore);
    assertThatThrownBy(() -> new TestDatabase(shorter, config()))
        .hasMessageContaining("was acknowledged");
  }

  private static Path copy(Path home, byte[] log, int length, byte[] mark) throws IOException {
    Files.createDirectories(home);
    Files.write(home.resolve("ordinal.mark"), mark);
    try (RandomAccessFile file =
        new RandomAccessFile(home.resolve("00000000.jdb").toFile(), "rw")) {
      file.write(log, 0, length);
    }
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files).hasSize(2);
    }
    return home;
  }
}
