package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.PreparedTransaction;

/// Kills a process that runs SQL in many sessions, `-Dcrash.rounds=` times, and compares what is left
/// with what it acknowledged: nothing lost, nothing half-applied, money neither made nor lost, indexes
/// and constraints as the rows ask for, transactions in doubt with their locks.
///
/// A round is one life of the process, under load or over while the database is opened and compacted.
class SqlCrashTest {
  private static final int ROUNDS = Integer.getInteger("crash.rounds", 20);
  private static final Pattern BRANCH = Pattern.compile("transfer \\d+=(\\d+)>\\d+:\\d+");

  @TempDir Path directory = Path.of("");
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final CrashLedger ledger = new CrashLedger();
  private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
  private int lives;
  private int doubtful;

  /// How long the database took to open when it was last seen to, on a machine that may be busy.
  private volatile long openingMillis = 300;

  @Test
  void whatWasAcknowledgedInSqlSurvivesKillsAndNothingIsHalfApplied() throws Exception {
    System.out.println("SqlCrashTest -Dseed=" + seed);
    live(false, 0);
    try (TestDatabase database = SqlCrashVictim.open(directory);
        SessionTarget session = new SessionTarget(database.open())) {
      CrashTables.create(session);
    }
    for (int round = 1; round <= ROUNDS; round++) {
      boolean works = random.nextInt(3) != 0;
      live(works, works ? 5 + random.nextInt(60) : 0);
      verify("seed %d, round %d".formatted(seed, round));
    }
    System.out.printf(
        "SqlCrashTest rounds=%d lives=%d changes=%d inDoubt=%d%n",
        ROUNDS, lives, ledger.changes(), doubtful);
    assertThat(ledger.changes()).as("the load was real").isGreaterThan(ROUNDS);
  }

  // ---- the process

  private void live(boolean works, int changes) throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-ea",
                "-cp",
                System.getProperty("java.class.path"),
                SqlCrashVictim.class.getName(),
                directory.toString(),
                Integer.toString(++lives),
                Long.toString(random.nextLong()),
                Boolean.toString(works))
            .redirectErrorStream(true)
            .start();
    CountDownLatch opening = new CountDownLatch(1);
    Thread listener = new Thread(() -> listen(victim, opening), "acknowledgements");
    listener.start();
    opening.await();
    // On a busy machine time alone would kill a process that has hardly begun.
    int before = ledger.changes();
    for (int pauses = 0; pauses < 3000 && ledger.changes() < before + changes; pauses++) {
      Thread.sleep(10);
    }
    Thread.sleep(works ? random.nextInt(200) : random.nextLong(2 * openingMillis));
    // Not by the Process itself, which would close the pipe on lines that are not read yet.
    victim.toHandle().destroyForcibly();
    victim.waitFor();
    listener.join();
    assertThat(violations).as("seed %d, life %d", seed, lives).isEmpty();
  }

  private void listen(Process victim, CountDownLatch opening) {
    long start = System.nanoTime();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("OPENING")) {
          start = System.nanoTime();
          opening.countDown();
        } else if (line.equals("READY")) {
          openingMillis = 1 + (System.nanoTime() - start) / 1_000_000;
        } else if (!ledger.note(line) && line.matches(".*(VIOLATION|Exception|Error|WARNING).*")) {
          violations.add(line);
        }
      }
    } catch (IOException e) {
      // The pipe broke with the process; a line cut short was never an acknowledgement.
    } finally {
      opening.countDown();
    }
  }

  // ---- what is left

  private void verify(String why) {
    try (TestDatabase database = SqlCrashVictim.open(directory);
        SessionTarget session = new SessionTarget(database.open())) {
      compare(database, session, why);
      endBranches(database, session, why);
      compare(database, session, why + ", branches ended");
      if (random.nextBoolean()) {
        database.storage().compact();
        compare(database, session, why + ", compacted");
      }
      for (TableDescriptor table : database.storage().catalog().sortedTables()) {
        IndexEntries.check(database, table.name(), why);
      }
      assertThat(CrashTables.rows(session, "SELECT * FROM ordinal.check")).as(why).isEmpty();
    }
  }

  private void compare(TestDatabase database, SessionTarget session, String why) {
    Map<String, String> found = CrashTables.registers(session);
    ledger.compare(
        found,
        database.storage().prepared().stream()
            .map(PreparedTransaction::globalId)
            .collect(Collectors.toCollection(TreeSet::new)),
        why);
    assertThat(CrashTables.violations(session)).as(why).isEmpty();
  }

  /// Ends what is in doubt; transfers, which have accounts of their own, now and then stay so.
  private void endBranches(TestDatabase database, SessionTarget session, String why) {
    for (PreparedTransaction each : database.storage().prepared()) {
      doubtful++;
      String globalId = each.globalId();
      Matcher branch = BRANCH.matcher(globalId);
      if (branch.matches()) {
        int payer = Integer.parseInt(branch.group(1));
        String locked = "SELECT 1 FROM accounts WHERE id = %d FOR UPDATE NOWAIT".formatted(payer);
        assertThat(session.run(locked).error()).as(why + ": " + globalId).contains("55P03");
        if (payer >= SqlCrashVictim.BRANCH_ACCOUNTS && random.nextInt(3) == 0) {
          continue;
        }
      }
      end(session, globalId);
    }
  }

  private void end(SessionTarget session, String globalId) {
    int equals = globalId.indexOf('=');
    String register = globalId.substring(0, equals);
    String value = globalId.substring(equals + 1);
    boolean commits = random.nextBoolean();
    CrashTables.rows(session, (commits ? "COMMIT" : "ROLLBACK") + " PREPARED '" + globalId + "'");
    ledger.note(commits ? CrashLedger.Word.DONE : CrashLedger.Word.UNDONE, register, value);
  }
}
