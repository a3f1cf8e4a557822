package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.Seeds;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.storage.PreparedCrashVictim.Branch;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;

/// Kills a process that commits in two phases and compares what is left with what it said: what was
/// prepared is still prepared and holds its locks, what was ended stays ended, nothing is half there.
class PreparedCrashTest {
  private static final int ROUNDS = Integer.getInteger("crash.rounds", 10);

  @TempDir Path directory;
  private final long seed = Seeds.next("PreparedCrashTest");
  private final Random random = new Random(seed);

  /// The last word about every global id.
  private final Map<String, String> said = new HashMap<>();

  private final Set<String> violations = new HashSet<>();
  private int inDoubt;

  @Test
  void whatIsPreparedSurvivesKillsWithItsLocksAndWhatIsEndedStaysEnded() throws Exception {
    prepare();
    for (int round = 1; round <= ROUNDS; round++) {
      runAndKill(round);
      try (TestDatabase database = new TestDatabase(directory, PreparedCrashVictim.CONFIG)) {
        verify(database, "seed %d round %d".formatted(seed, round));
        endSome(database);
        verify(database, "seed %d round %d, some ended".formatted(seed, round));
        database.reopen();
        verify(database, "seed %d round %d, reopened".formatted(seed, round));
      }
    }
    System.out.printf(
        "PreparedCrashTest rounds=%d branches=%d inDoubt=%d%n", ROUNDS, said.size(), inDoubt);
    assertThat(said).as("the load was real").isNotEmpty();
    assertThat(inDoubt).as("branches found after a kill").isPositive();
  }

  private void prepare() {
    try (TestDatabase database = new TestDatabase(directory, PreparedCrashVictim.CONFIG)) {
      for (String name : List.of("accounts", "ledger", "loads")) {
        database.create(name);
      }
      long[] rows = new long[2 * PreparedCrashVictim.ACCOUNTS];
      for (int i = 0; i < PreparedCrashVictim.ACCOUNTS; i++) {
        rows[2 * i] = i;
        rows[2 * i + 1] = PreparedCrashVictim.BALANCE;
      }
      try (StorageSession session = database.session()) {
        session.insert(database.current("accounts"), TestDatabase.rows(rows));
        session.commit();
      }
    }
  }

  // ---- the process

  private void runAndKill(int round) throws Exception {
    VictimProcess victim =
        VictimProcess.start(
            PreparedCrashVictim.class, directory, round, random.nextLong(), this::note);
    victim.awaitLines(20 + random.nextInt(200));
    victim.kill();
    assertThat(violations).as("seed %d round %d", seed, round).isEmpty();
  }

  private void note(String line) {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case "PREPARING", "PREPARED", "COMMITTING", "COMMITTED", "ROLLING", "ROLLED" ->
          said.put(words[1], words[0]);
      default -> {
        if (line.contains("Exception") || line.contains("Error") || line.contains("VIOLATION")) {
          violations.add(line);
        }
      }
    }
  }

  // ---- what is left

  private void verify(TestDatabase database, String why) {
    Set<String> prepared =
        database.engine.prepared().stream()
            .map(PreparedTransaction::globalId)
            .collect(Collectors.toSet());
    Map<Long, Long> ledger = read(database, "ledger");
    Map<Long, Long> loads = read(database, "loads");
    assertThat(said.keySet()).as(why).containsAll(prepared);
    said.forEach((globalId, word) -> {
      Branch branch = Branch.of(globalId);
      boolean isPrepared = prepared.contains(globalId);
      boolean isThere = (branch.isLoad() ? loads : ledger).containsKey(branch.id());
      String about = why + ": " + word + " " + globalId;
      assertThat(isPrepared && isThere).as(about).isFalse();
      switch (word) {
        case "PREPARED" -> assertThat(isPrepared).as(about).isTrue();
        case "COMMITTED" -> assertThat(isThere).as(about).isTrue();
        case "ROLLED" -> assertThat(isPrepared || isThere).as(about).isFalse();
        case "COMMITTING" -> assertThat(isPrepared || isThere).as(about).isTrue();
        default -> assertThat(isThere).as(about).isFalse();
      }
      // From now on this is what holds.
      said.put(globalId, isPrepared ? "PREPARED" : isThere ? "COMMITTED" : "ROLLED");
    });
    verifyBalances(ledger, read(database, "accounts"), why);
    assertThat(loads.size() % PreparedCrashVictim.LOAD).as(why).isZero();
    prepared.forEach(globalId -> verifyLocks(database, Branch.of(globalId), why));
  }

  private static void verifyBalances(Map<Long, Long> ledger, Map<Long, Long> accounts, String why) {
    long[] expected = new long[PreparedCrashVictim.ACCOUNTS];
    Arrays.fill(expected, PreparedCrashVictim.BALANCE);
    for (long transfer : ledger.values()) {
      expected[(int) (transfer / 1_000_000)] -= transfer % 1000;
      expected[(int) (transfer / 1000 % 1000)] += transfer % 1000;
    }
    long[] found = accounts.values().stream().mapToLong(Long::longValue).toArray();
    assertThat(found).as(why).isEqualTo(expected);
  }

  private static void verifyLocks(TestDatabase database, Branch branch, String why) {
    try (StorageSession other = database.session()) {
      other.lockTimeoutMillis(1);
      assertThatThrownBy(
              () -> {
                if (branch.isLoad()) {
                  other.truncate(database.current("loads"));
                } else {
                  other.delete(database.current("accounts"), TestDatabase.keys(branch.from()));
                }
              })
          .as(why)
          .isInstanceOfSatisfying(
              SqlException.class,
              e -> assertThat(e.state()).isEqualTo(SqlState.LOCK_NOT_AVAILABLE));
    }
  }

  private void endSome(TestDatabase database) {
    for (PreparedTransaction each : database.engine.prepared()) {
      inDoubt++;
      switch (random.nextInt(5)) {
        case 0 -> {}
        case 1, 2 -> {
          database.engine.rollbackPrepared(each.globalId());
          said.put(each.globalId(), "ROLLED");
        }
        default -> {
          database.engine.commitPrepared(each.globalId());
          said.put(each.globalId(), "COMMITTED");
        }
      }
      if (random.nextInt(10) == 0) {
        database.engine.compact();
      }
    }
  }

  private static Map<Long, Long> read(TestDatabase database, String table) {
    Map<Long, Long> rows = new TreeMap<>();
    try (StorageSession session = database.session();
        TableScan scan = session.scan(ScanRequest.all(database.current(table), 0, 1))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        for (int i = 0; i < batch.size(); i++) {
          int row = batch.row(i);
          rows.put(
              ((LongVector) batch.column(0)).values()[row],
              ((LongVector) batch.column(1)).values()[row]);
        }
      }
      assertThat(session.count(database.current(table), List.of(KeyRange.ALL)))
          .isEqualTo(rows.size());
      assertThat(session.rank(database.current(table), KeyCodec.encodeLong(Long.MAX_VALUE)))
          .isEqualTo(rows.size());
    }
    return rows;
  }
}
