package org.ordinaldb.storage;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;

/// The process that [CrashTest] kills: transfers money, inserts, loads and compacts all at once until
/// it dies, and writes a line for every commit that was acknowledged.
///
/// - `accounts` (id, balance): transfers between them, each with a row of `ledger` that says from
///   where, to where and how much.
/// - `events`: groups of [#GROUP] rows, each group one transaction; some are deleted again.
/// - `loads`: bulk loads of [#LOAD] rows, in and out of key order.
/// - `batches`: emptied and filled again with [#GROUP] rows of one number, in one transaction.
/// - `side_n`: tables that are made with [#GROUP] rows in one transaction, then get a column, and go.
final class CrashVictim {
  static final int ACCOUNTS = 100;
  static final long BALANCE = 1000;
  static final int GROUP = 50;
  static final int LOAD = SessionLoad.INSERTED_MAX + 1000;
  static final StorageConfig CONFIG =
      StorageConfig.DEFAULT.withSegmentRows(20_000).withDelta(8 << 20, 400);

  private final TestDatabase database;
  private final long round;
  private final long seed;

  private CrashVictim(TestDatabase database, long round, long seed) {
    this.database = database;
    this.round = round;
    this.seed = seed;
  }

  public static void main(String[] arguments) {
    TestDatabase database = new TestDatabase(Path.of(arguments[0]), CONFIG);
    CrashVictim victim =
        new CrashVictim(database, Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
    victim.start("transfer-0", () -> victim.transfers(0));
    victim.start("transfer-1", () -> victim.transfers(1));
    victim.start("events", victim::events);
    victim.start("loads", victim::loads);
    victim.start("batches", victim::batches);
    victim.start("side", victim::sideTables);
    victim.start("reader", victim::reads);
    victim.start("compact", victim::compactions);
    say("READY");
    while (true) {
      LockSupport.park();
    }
  }

  private void start(String name, Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | AssertionError e) {
                e.printStackTrace(System.out);
                say("VIOLATION " + name + " " + e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }

  /// An id that no other round or thread uses.
  private long firstId(int thread) {
    return (round * 10 + thread) * 100_000_000L;
  }

  private void transfers(int thread) {
    Random random = new Random(seed + thread);
    TableDescriptor accounts = database.current("accounts");
    TableDescriptor ledger = database.current("ledger");
    StorageSession session = database.engine.openSession();
    session.synchronousCommit(thread == 0);
    for (long id = firstId(thread); ; id++) {
      int from = random.nextInt(ACCOUNTS);
      int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      long amount = random.nextInt(100);
      session.begin(IsolationLevel.READ_COMMITTED, false);
      transfer(session, accounts, Math.min(from, to), Math.max(from, to), from, amount);
      session.insert(ledger, TestDatabase.rows(id, (from * 1000L + to) * 1000 + amount));
      session.commit();
      say("LEDGER " + id);
    }
  }

  private static void transfer(
      StorageSession session, TableDescriptor accounts, int a, int b, int from, long amount) {
    StorageSession.Savepoint mark = session.savepoint();
    while (true) {
      try {
        ColumnBatch rows = session.get(accounts, TestDatabase.keys(a, b), new int[] {0, 1});
        long[] balances = ((LongVector) rows.column(1)).values();
        long change = a == from ? -amount : amount;
        session.update(
            accounts,
            TestDatabase.keys(a, b),
            TestDatabase.rows(a, balances[0] + change, b, balances[1] - change));
        return;
      } catch (StaleRowException e) {
        session.retryStatement(mark);
      }
    }
  }

  private void events() {
    Random random = new Random(seed + 2);
    TableDescriptor events = database.current("events");
    for (long id = firstId(2); ; id += GROUP) {
      try (StorageSession session = database.session()) {
        session.synchronousCommit(random.nextBoolean());
        session.insert(events, consecutive(id, GROUP));
        session.commit();
      }
      say("EVENTS " + id);
      if (random.nextInt(3) == 0) {
        say("DELETING " + id);
        try (StorageSession session = database.session()) {
          session.synchronousCommit(false);
          session.delete(events, keys(id));
          session.commit();
        }
        say("DELETED " + id);
      }
    }
  }

  private static BytesVector keys(long first) {
    long[] ids = new long[GROUP];
    for (int i = 0; i < GROUP; i++) {
      ids[i] = first + i;
    }
    return TestDatabase.keys(ids);
  }

  private static ColumnBatch consecutive(long first, int count) {
    long[] rows = new long[2 * count];
    for (int i = 0; i < count; i++) {
      rows[2 * i] = first + i;
      rows[2 * i + 1] = i;
    }
    return TestDatabase.rows(rows);
  }

  private void loads() {
    TableDescriptor loads = database.current("loads");
    for (long id = firstId(3); ; id += LOAD) {
      try (StorageSession session = database.session()) {
        try (BulkLoad load = session.bulkLoad(loads)) {
          int half = LOAD / 2;
          boolean backwards = (id / LOAD) % 2 == 0;
          load.add(consecutive(backwards ? id + half : id, half));
          load.add(consecutive(backwards ? id : id + half, half));
          load.finish();
        }
        session.commit();
      }
      say("LOAD " + id);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private void batches() {
    TableDescriptor batches = database.current("batches");
    for (long batch = firstId(5); ; batch++) {
      long[] rows = new long[2 * GROUP];
      for (int i = 0; i < GROUP; i++) {
        rows[2 * i] = i;
        rows[2 * i + 1] = batch;
      }
      say("BATCHING " + batch);
      try (StorageSession session = database.session()) {
        session.truncate(batches);
        session.insert(batches, TestDatabase.rows(rows));
        session.commit();
      }
      say("BATCH " + batch);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /// The line before each change says what the change after it may have done.
  private void sideTables() {
    for (long number = firstId(6); ; number++) {
      String name = "side_" + number;
      say("MAKING " + name);
      try (StorageSession session = database.session()) {
        session.changeCatalog(c -> c.with(TestDatabase.descriptor(c.nextId(), name, true)));
        TableDescriptor made = Objects.requireNonNull(session.catalog().table("public", name));
        session.insert(made, consecutive(0, GROUP));
        session.commit();
      }
      say("MADE " + name);
      LockSupport.parkNanos(10_000_000);
      if (number % 3 != 0) {
        say("DROPPING " + name);
        try (StorageSession session = database.session()) {
          int id = database.current(name).id();
          session.changeCatalog(c -> c.without(id));
          session.commit();
        }
        say("DROPPED " + name);
      }
    }
  }

  /// Money is neither made nor lost in any snapshot.
  private void reads() {
    TableDescriptor accounts = database.current("accounts");
    while (true) {
      try (StorageSession session = database.session(IsolationLevel.REPEATABLE_READ);
          TableScan scan = session.scan(ScanRequest.all(accounts, 1))) {
        long sum = 0;
        for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
          for (int i = 0; i < batch.size(); i++) {
            sum += ((LongVector) batch.column(0)).values()[batch.row(i)];
          }
        }
        long count = session.count(accounts, List.of(KeyRange.ALL));
        long rank = session.rank(accounts, KeyCodec.encodeLong(ACCOUNTS));
        String batch = brokenBatch(session);
        if (batch != null) {
          say("VIOLATION " + batch);
        }
        if (sum != ACCOUNTS * BALANCE || count != ACCOUNTS || rank != ACCOUNTS) {
          say("VIOLATION sum " + sum + " count " + count + " rank " + rank);
        }
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /// A reader sees a whole batch of one number, or none yet.
  private @Nullable String brokenBatch(StorageSession session) {
    TableDescriptor batches = database.current("batches");
    Set<Long> numbers = new HashSet<>();
    long rows = 0;
    try (TableScan scan = session.scan(ScanRequest.all(batches, 1))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        for (int i = 0; i < batch.size(); i++) {
          numbers.add(((LongVector) batch.column(0)).values()[batch.row(i)]);
          rows++;
        }
      }
    }
    boolean whole = (rows == 0 && numbers.isEmpty()) || (rows == GROUP && numbers.size() == 1);
    return whole ? null : rows + " rows of batches " + numbers;
  }

  private void compactions() {
    LocalEngine engine = (LocalEngine) database.engine;
    for (int pass = 0; ; pass++) {
      if (pass % 3 == 0) {
        engine.compact();
      } else {
        engine.compactor().run();
      }
      LockSupport.parkNanos(30_000_000);
    }
  }
}
