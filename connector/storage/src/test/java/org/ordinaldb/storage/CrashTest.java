package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.Seeds;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;

/// Kills a process under load at random moments and compares what is left with what it acknowledged:
/// nothing lost, nothing half-applied.
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("crash.rounds", 20);

  @TempDir Path directory;
  private final long seed = Seeds.next("CrashTest");
  private final Random random = new Random(seed);
  private final Set<Long> ledger = new HashSet<>();
  private final Set<Long> events = new HashSet<>();
  private final Set<Long> maybeDeleted = new HashSet<>();
  private final Set<Long> deleted = new HashSet<>();
  private final Set<Long> loads = new HashSet<>();

  /// The newest number of a batch that was acknowledged, and of one that was begun.
  private long batch;

  private long maybeBatch;

  /// Side tables that must be there, and those that may be.
  private final Set<String> made = new HashSet<>();

  private final Set<String> maybeMade = new HashSet<>();
  private final Set<String> violations = new HashSet<>();

  @Test
  void whatWasAcknowledgedSurvivesKillsAndNothingIsHalfApplied() throws Exception {
    prepare();
    for (int round = 1; round <= ROUNDS; round++) {
      runAndKill(round);
      verify(round);
    }
    System.out.printf(
        "CrashTest rounds=%d transfers=%d groups=%d loads=%d%n",
        ROUNDS, ledger.size(), events.size(), loads.size());
    assertThat(ledger).as("the load was real").isNotEmpty();
  }

  private void prepare() {
    try (TestDatabase database = new TestDatabase(directory, CrashVictim.CONFIG)) {
      for (String name : List.of("accounts", "ledger", "events", "loads", "batches")) {
        database.create(name);
      }
      long[] rows = new long[2 * CrashVictim.ACCOUNTS];
      for (int i = 0; i < CrashVictim.ACCOUNTS; i++) {
        rows[2 * i] = i;
        rows[2 * i + 1] = CrashVictim.BALANCE;
      }
      try (StorageSession session = database.session()) {
        session.insert(database.current("accounts"), TestDatabase.rows(rows));
        session.commit();
      }
    }
  }

  private void runAndKill(int round) throws Exception {
    VictimProcess victim =
        VictimProcess.start(CrashVictim.class, directory, round, random.nextLong(), this::note);
    victim.awaitLines(5 + random.nextInt(60));
    Thread.sleep(random.nextInt(300));
    victim.kill();
    assertThat(violations).as("seed %d round %d", seed, round).isEmpty();
  }

  private void note(String line) {
    List<String> words = Arrays.asList(line.split(" ", 2));
    switch (words.getFirst()) {
      case "LEDGER" -> ledger.add(Long.parseLong(words.get(1)));
      case "EVENTS" -> events.add(Long.parseLong(words.get(1)));
      case "DELETING" -> maybeDeleted.add(Long.parseLong(words.get(1)));
      case "DELETED" -> deleted.add(Long.parseLong(words.get(1)));
      case "LOAD" -> loads.add(Long.parseLong(words.get(1)));
      case "BATCHING" -> maybeBatch = Long.parseLong(words.get(1));
      case "BATCH" -> batch = Long.parseLong(words.get(1));
      case "MAKING" -> maybeMade.add(words.get(1));
      case "MADE" -> made.add(words.get(1));
      case "DROPPING" -> made.remove(words.get(1));
      case "DROPPED" -> maybeMade.remove(words.get(1));
      case "VIOLATION" -> violations.add(line);
      default -> {
        if (line.contains("Exception") || line.contains("Error")) {
          violations.add(line);
        }
      }
    }
  }

  private void verify(int round) {
    String why = "seed " + seed + " round " + round;
    try (TestDatabase database = new TestDatabase(directory, CrashVictim.CONFIG);
        StorageSession session = database.session()) {
      verifyLedger(database, session, why);
      verifyGroups(read(database, session, "events"), why);
      verifyLoads(database, session, why);
      verifyBatch(database, session, why);
      verifySideTables(database, session, why);
      if (random.nextInt(4) == 0) {
        assertThat(database.engine.check(new CancelToken())).as(why).isEmpty();
      }
      if (random.nextBoolean()) {
        database.engine.compact();
        session.beginStatement();
        verifyLedger(database, session, why + " compacted");
      }
    }
  }

  /// The balances are what the ledger says, transfer for transfer.
  private void verifyLedger(TestDatabase database, StorageSession session, String why) {
    Map<Long, Long> transfers = read(database, session, "ledger");
    assertThat(transfers.keySet()).as(why).containsAll(ledger);
    long[] expected = new long[CrashVictim.ACCOUNTS];
    Arrays.fill(expected, CrashVictim.BALANCE);
    for (long transfer : transfers.values()) {
      expected[(int) (transfer / 1_000_000)] -= transfer % 1000;
      expected[(int) (transfer / 1000 % 1000)] += transfer % 1000;
    }
    Map<Long, Long> balances = read(database, session, "accounts");
    long[] found = balances.values().stream().mapToLong(Long::longValue).toArray();
    assertThat(found).as(why).isEqualTo(expected);
  }

  private void verifyGroups(Map<Long, Long> rows, String why) {
    Map<Long, Integer> sizes = new TreeMap<>();
    rows.forEach((id, position) -> sizes.merge(id - position, 1, Integer::sum));
    assertThat(sizes.values()).as(why).allMatch(size -> size == CrashVictim.GROUP);
    for (long group : events) {
      if (deleted.contains(group)) {
        assertThat(sizes).as(why).doesNotContainKey(group);
      } else if (!maybeDeleted.contains(group)) {
        assertThat(sizes).as(why).containsKey(group);
      }
    }
  }

  private void verifyLoads(TestDatabase database, StorageSession session, String why) {
    for (long first : loads) {
      KeyRange range =
          new KeyRange(KeyCodec.encodeLong(first), KeyCodec.encodeLong(first + CrashVictim.LOAD));
      assertThat(session.count(database.current("loads"), List.of(range)))
          .as(why)
          .isEqualTo(CrashVictim.LOAD);
    }
    long all = session.count(database.current("loads"), List.of(KeyRange.ALL));
    assertThat(all % CrashVictim.LOAD).as(why).isZero();
    assertThat(read(database, session, "loads")).as(why).hasSize((int) all);
  }

  private void verifyBatch(TestDatabase database, StorageSession session, String why) {
    Set<Long> numbers = Set.copyOf(read(database, session, "batches").values());
    if (batch == 0 && numbers.isEmpty()) {
      return;
    }
    assertThat(numbers).as(why).hasSize(1).isSubsetOf(batch, maybeBatch);
    // What stands there now is what later rounds must find at least.
    batch = numbers.iterator().next();
    maybeBatch = batch;
  }

  private void verifySideTables(TestDatabase database, StorageSession session, String why) {
    Set<String> found = new HashSet<>();
    for (TableDescriptor table : database.engine.catalog().sortedTables()) {
      if (table.name().startsWith("side_")) {
        found.add(table.name());
        assertThat(session.count(table, List.of(KeyRange.ALL)))
            .as(why + " " + table.name())
            .isEqualTo(CrashVictim.GROUP);
      }
    }
    assertThat(found).as(why).containsAll(made);
    assertThat(maybeMade).as(why).containsAll(found);
    maybeMade.retainAll(found);
    made.addAll(found);
  }

  private static Map<Long, Long> read(TestDatabase database, StorageSession session, String table) {
    Map<Long, Long> rows = new TreeMap<>();
    try (TableScan scan = session.scan(ScanRequest.all(database.current(table), 0, 1))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        for (int i = 0; i < batch.size(); i++) {
          int row = batch.row(i);
          rows.put(
              ((LongVector) batch.column(0)).values()[row],
              ((LongVector) batch.column(1)).values()[row]);
        }
      }
    }
    return rows;
  }
}
