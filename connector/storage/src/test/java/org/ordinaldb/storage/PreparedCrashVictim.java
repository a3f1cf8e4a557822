package org.ordinaldb.storage;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;

/// The process that [PreparedCrashTest] kills: prepares transfers and loads, commits some, rolls some
/// back and leaves the others, and says what it is about to do and what it has done.
///
/// A line is a word and a global id: `PREPARING`, `PREPARED`, `COMMITTING`, `COMMITTED`, `ROLLING`,
/// `ROLLED`.
final class PreparedCrashVictim {
  static final int ACCOUNTS = 60;
  static final long BALANCE = 1000;
  static final int LOAD = SessionLoad.INSERTED_MAX + 1000;
  static final StorageConfig CONFIG =
      StorageConfig.DEFAULT
          .withSegmentRows(20_000)
          .withDelta(8 << 20, 400)
          .withPreparedMax(Integer.MAX_VALUE);

  /// What a transaction does, written in its global id.
  ///
  /// @param id the row of the ledger, or the first row of a load
  /// @param from the account that pays; -1 for a load
  record Branch(long id, int from, int to, long amount) {
    static Branch of(String globalId) {
      String[] words = globalId.split(":");
      return new Branch(
          Long.parseLong(words[0]),
          Integer.parseInt(words[1]),
          Integer.parseInt(words[2]),
          Long.parseLong(words[3]));
    }

    String globalId() {
      return id + ":" + from + ":" + to + ":" + amount;
    }

    boolean isLoad() {
      return from < 0;
    }
  }

  private final TestDatabase database;
  private final long round;
  private final long seed;

  private PreparedCrashVictim(TestDatabase database, long round, long seed) {
    this.database = database;
    this.round = round;
    this.seed = seed;
  }

  public static void main(String[] arguments) {
    TestDatabase database = new TestDatabase(Path.of(arguments[0]), CONFIG);
    PreparedCrashVictim victim =
        new PreparedCrashVictim(
            database, Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
    for (int thread = 0; thread < 3; thread++) {
      int number = thread;
      victim.start(() -> victim.transfers(number));
    }
    victim.start(victim::loads);
    victim.start(victim::compactions);
    say("READY", "");
    while (true) {
      LockSupport.park();
    }
  }

  private void start(Runnable work) {
    Thread thread =
        new Thread(() -> {
          try {
            work.run();
          } catch (RuntimeException | AssertionError e) {
            e.printStackTrace(System.out);
            say("VIOLATION", e.toString());
          }
        });
    thread.setDaemon(true);
    thread.start();
  }

  private static void say(String word, String globalId) {
    synchronized (System.out) {
      System.out.println(word + " " + globalId);
      System.out.flush();
    }
  }

  private void transfers(int thread) {
    Random random = new Random(seed + thread);
    StorageSession session = database.engine.openSession();
    session.lockTimeoutMillis(5);
    for (long id = (round * 10 + thread) * 1_000_000L; ; id++) {
      int from = random.nextInt(ACCOUNTS);
      int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      Branch branch = new Branch(id, from, to, random.nextInt(100));
      if (transfer(session, branch)) {
        prepare(session, branch);
        end(branch.globalId(), random);
      } else {
        session.rollback();
      }
    }
  }

  /// @return false when one of the accounts belongs to a prepared transaction
  private boolean transfer(StorageSession session, Branch branch) {
    int first = Math.min(branch.from(), branch.to());
    int second = Math.max(branch.from(), branch.to());
    session.begin(IsolationLevel.READ_COMMITTED, false);
    StorageSession.Savepoint mark = session.savepoint();
    while (true) {
      try {
        ColumnBatch rows =
            session.get(
                database.current("accounts"), TestDatabase.keys(first, second), new int[] {1});
        long[] balances = ((LongVector) rows.column(0)).values();
        long change = first == branch.from() ? -branch.amount() : branch.amount();
        session.update(
            database.current("accounts"),
            TestDatabase.keys(first, second),
            TestDatabase.rows(first, balances[0] + change, second, balances[1] - change));
        session.insert(
            database.current("ledger"),
            TestDatabase.rows(
                branch.id(), (branch.from() * 1000L + branch.to()) * 1000 + branch.amount()));
        return true;
      } catch (StaleRowException e) {
        session.retryStatement(mark);
      } catch (SqlException e) {
        if (e.state() != SqlState.LOCK_NOT_AVAILABLE) {
          throw e;
        }
        return false;
      }
    }
  }

  private static void prepare(StorageSession session, Branch branch) {
    String globalId = branch.globalId();
    say("PREPARING", globalId);
    session.prepare(globalId, "victim");
    say("PREPARED", globalId);
  }

  private void end(String globalId, Random random) {
    int choice = random.nextInt(20);
    if (choice < 12) {
      say("COMMITTING", globalId);
      database.engine.commitPrepared(globalId);
      say("COMMITTED", globalId);
    } else if (choice < 19) {
      say("ROLLING", globalId);
      database.engine.rollbackPrepared(globalId);
      say("ROLLED", globalId);
    }
  }

  private void loads() {
    Random random = new Random(seed + 100);
    StorageSession session = database.engine.openSession();
    session.lockTimeoutMillis(50);
    for (long id = (round * 10 + 9) * 1_000_000L; ; id += LOAD) {
      Branch branch = new Branch(id, -1, -1, 0);
      session.begin(IsolationLevel.READ_COMMITTED, false);
      if (load(session, id)) {
        prepare(session, branch);
        end(branch.globalId(), random);
      } else {
        session.rollback();
      }
    }
  }

  private boolean load(StorageSession session, long first) {
    long[] rows = new long[2 * LOAD];
    for (int i = 0; i < LOAD; i++) {
      rows[2 * i] = first + i;
      rows[2 * i + 1] = i;
    }
    try (BulkLoad load = session.bulkLoad(database.current("loads"))) {
      load.add(TestDatabase.rows(rows));
      load.finish();
      return true;
    } catch (SqlException e) {
      if (e.state() != SqlState.LOCK_NOT_AVAILABLE) {
        throw e;
      }
      return false;
    }
  }

  private void compactions() {
    while (true) {
      database.engine.compact();
      LockSupport.parkNanos(20_000_000);
    }
  }
}
