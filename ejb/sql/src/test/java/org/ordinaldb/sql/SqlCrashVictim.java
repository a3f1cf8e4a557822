package org.ordinaldb.sql;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ordinaldb.storage.StorageConfig;

/// The process that [SqlCrashTest] kills. It changes the registers of [CrashTables] in several threads
/// and reads what must hold at every moment, until it dies; so small is everything in the engine that
/// compactions, swaps of segments, checkpoints and the deletion of files never stop.
final class SqlCrashVictim {
  static final StorageConfig CONFIG =
      StorageConfig.DEFAULT
          .withSegmentRows(4000)
          .withDelta(8 << 20, 300)
          .withLoadBytes(100_000)
          .withCacheBytes(8 << 20)
          .withJournalFileBytes(2 << 20)
          .withPreparedMax(1000);

  /// Accounts from here on belong to transfers in two phases, which may stay in doubt.
  static final int BRANCH_ACCOUNTS = 80;

  private static final int LOADED_ROWS = 30_000;

  /// Rows of a load on the average.
  private static final int LOAD_ROWS = 2_400;

  private final TestDatabase database;

  /// No two lives use the same numbers.
  private final long firstNumber;

  private final Random random;

  private SqlCrashVictim(TestDatabase database, long life, long seed) {
    this.database = database;
    this.firstNumber = life * 1_000_000;
    this.random = new Random(seed);
  }

  /// Arguments: the folder, the number of this life, its seed, and whether it works or only opens the
  /// database and compacts it.
  public static void main(String[] arguments) {
    CrashSession.say("OPENING");
    TestDatabase database = open(Path.of(arguments[0]));
    SqlCrashVictim victim =
        new SqlCrashVictim(database, Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
    CrashSession.say("READY");
    if (Boolean.parseBoolean(arguments[3])) {
      victim.work();
    }
    while (true) {
      database.storage().compact();
      LockSupport.parkNanos(50_000_000);
    }
  }

  static TestDatabase open(Path directory) {
    return new TestDatabase(directory, CONFIG, SqlConfig.DEFAULT, StatementObserver.NONE);
  }

  /// Half of the workloads, others in every life: each costs a new process the planning of its
  /// statements.
  private void work() {
    Map<String, Consumer<CrashSession>> workloads = new LinkedHashMap<>();
    workloads.put("transfers 0", session -> transfers(session, 0));
    workloads.put("transfers 1", session -> transfers(session, 1));
    workloads.put("serializable transfers", session -> transfers(session, 2));
    workloads.put("branches", session -> transfers(session, 3));
    workloads.put("reads", SqlCrashVictim::reads);
    workloads.put("orders", this::orders);
    workloads.put("loads", session -> loads(session, "loads"));
    workloads.put("heap", session -> loads(session, "heap"));
    workloads.put("batches", this::batches);
    workloads.put("side tables", this::sideTables);
    workloads.put("hot indexes", SqlCrashVictim::hotIndexes);
    List<String> names = new ArrayList<>(workloads.keySet());
    Collections.shuffle(names, random);
    names.subList(0, 6).forEach(name -> start(name, Objects.requireNonNull(workloads.get(name))));
  }

  private void start(String name, Consumer<CrashSession> work) {
    Random own = new Random(random.nextLong());
    Thread thread =
        new Thread(
            () -> {
              try {
                CrashSession session = new CrashSession(database, own);
                session.run("SET synchronous_commit = " + (own.nextBoolean() ? "on" : "off"));
                work.accept(session);
              } catch (RuntimeException | Error e) {
                e.printStackTrace(System.out);
                CrashSession.say("VIOLATION " + name + " " + e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  // ---- money

  private void transfers(CrashSession session, int thread) {
    Random mine = session.random();
    boolean branches = thread == 3;
    if (branches) {
      session.run("SET lock_timeout = 20");
    }
    int first = branches ? BRANCH_ACCOUNTS : 0;
    int count = branches ? CrashTables.ACCOUNTS - BRANCH_ACCOUNTS : BRANCH_ACCOUNTS;
    for (long number = firstNumber + thread * 100_000L; ; number++) {
      int payer = first + mine.nextInt(count);
      int payee = first + (payer - first + 1 + mine.nextInt(count - 1)) % count;
      int amount = mine.nextInt(100);
      long id = number;
      session.change(
          thread == 2 ? "BEGIN ISOLATION LEVEL SERIALIZABLE" : "BEGIN",
          "transfer " + id,
          payer + ">" + payee + ":" + amount,
          () -> {
            if (thread == 2) {
              overwrite(session, payer, -amount);
              overwrite(session, payee, amount);
            } else {
              undone(session);
              add(session, payer, -amount);
              add(session, payee, amount);
            }
            session.run(
                "INSERT INTO transfers VALUES (%d, %d, %d, %d)"
                    .formatted(id, payer, payee, amount));
          });
    }
  }

  /// Changes that a savepoint takes back.
  private static void undone(CrashSession session) {
    if (session.random().nextInt(5) == 0) {
      session.run("SAVEPOINT before");
      session.run("UPDATE accounts SET balance = balance + 1 WHERE id BETWEEN 10 AND 12");
      session.run("ROLLBACK TO before");
    }
  }

  private static void add(CrashSession session, int account, int amount) {
    session.run(
        "UPDATE accounts SET balance = balance + %d WHERE id = %d".formatted(amount, account));
  }

  private static void overwrite(CrashSession session, int account, int amount) {
    long balance =
        Long.parseLong(session.run("SELECT balance FROM accounts WHERE id = " + account));
    session.run(
        "UPDATE accounts SET balance = %d WHERE id = %d".formatted(balance + amount, account));
  }

  private static void reads(CrashSession session) {
    while (true) {
      session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      List<String> violations = CrashTables.violations(session.target());
      session.run("COMMIT");
      if (!violations.isEmpty()) {
        CrashSession.say("VIOLATION " + violations);
      }
    }
  }

  // ---- tables that refer to each other

  private void orders(CrashSession session) {
    for (long number = firstNumber; ; number++) {
      order(session, number);
    }
  }

  /// Makes an order, adds an item, moves it, and mostly removes it.
  private static void order(CrashSession session, long number) {
    String register = "order " + number;
    int count = 1 + session.random().nextInt(9);
    String items =
        IntStream.range(0, count)
            .mapToObj(i -> "(" + (number * 20 + i) + ", " + number + ")")
            .collect(Collectors.joining(", "));
    String item = "(" + (number * 20 + count) + ", " + number + ")";
    if (!session.change(
        register,
        "0:" + count,
        () -> {
          session.run("INSERT INTO orders VALUES (%d, %d)".formatted(number, number));
          session.run("INSERT INTO items VALUES " + items);
        })) {
      return;
    }
    boolean added =
        session.change(
            register, "0:" + (count + 1), () -> session.run("INSERT INTO items VALUES " + item));
    session.change(
        register,
        "500000:" + (added ? count + 1 : count),
        () -> session.run("UPDATE orders SET id = id + 500000 WHERE id = " + number));
    if (session.random().nextInt(3) != 0) {
      session.change(
          register,
          CrashLedger.NOTHING,
          () -> session.run("DELETE FROM orders WHERE number = " + number));
    }
  }

  // ---- bulk loads

  private void loads(CrashSession session, String table) {
    String[] known = session.run("SELECT min(load), max(load) FROM " + table).split("\\|");
    boolean isEmpty = known[0].equals("null");
    long first = isEmpty ? firstNumber / 1000 : Long.parseLong(known[0]);
    long next = isEmpty ? first : Long.parseLong(known[1]) + 1;
    while (true) {
      int choice = session.random().nextInt(10);
      long rows = (next - first) * LOAD_ROWS;
      long last = next;
      if (rows > LOADED_ROWS || choice == 0) {
        if (session.change(
            table,
            last + ".." + last,
            () -> {
              session.run("TRUNCATE " + table);
              load(session, table, last);
            })) {
          first = last;
          next++;
        }
      } else if (choice == 1 && next - first > 1) {
        long gone = first;
        if (session.change(
            table,
            (gone + 1) + ".." + (last - 1),
            () -> session.run("DELETE FROM " + table + " WHERE load = " + gone))) {
          first++;
        }
      } else if (session.change(table, first + ".." + last, () -> load(session, table, last))) {
        next++;
      }
    }
  }

  /// Copies a load in the order of its keys, backwards, or in no order.
  private static void load(CrashSession session, String table, long load) {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < CrashTables.loadRows(load); row++) {
      lines.add(
          CrashTables.loadKey(load, row)
              + "\t"
              + load
              + "\t"
              + CrashTables.loadValue(load, row)
              + "\n");
    }
    switch (session.random().nextInt(3)) {
      case 0 -> Collections.reverse(lines);
      case 1 -> Collections.shuffle(lines, session.random());
      default -> {}
    }
    session.copy("COPY " + table + " FROM STDIN", String.join("", lines));
  }

  private void batches(CrashSession session) {
    for (long batch = firstNumber; ; batch++) {
      long number = batch;
      String rows =
          IntStream.range(0, CrashTables.BATCH)
              .mapToObj(i -> "(" + i + ", " + number + ")")
              .collect(Collectors.joining(", "));
      String empty = session.random().nextInt(3) == 0 ? "DELETE FROM batches" : "TRUNCATE batches";
      session.change(
          "batch",
          number + ":" + CrashTables.BATCH,
          () -> {
            session.run(empty);
            session.run("INSERT INTO batches VALUES " + rows);
          });
    }
  }

  // ---- tables and indexes that come and go

  private record Step(String sql, String columns, boolean indexed, int rows) {}

  private void sideTables(CrashSession session) {
    for (long number = firstNumber; ; number++) {
      sideTable(session, "side_" + number);
    }
  }

  /// Takes a table through its life, a few steps a transaction.
  private static void sideTable(CrashSession session, String table) {
    List<Step> steps =
        List.of(
            new Step("CREATE TABLE %s (id int PRIMARY KEY, v int, t text)", "id,v,t", false, 0),
            new Step("INSERT INTO %s VALUES " + sideRows(0, 50), "id,v,t", false, 50),
            new Step("CREATE INDEX %1$s_v ON %1$s (v, t)", "id,v,t", true, 50),
            new Step("ALTER TABLE %s ADD COLUMN c int DEFAULT 7", "id,v,t,c", true, 50),
            new Step("INSERT INTO %s VALUES " + sideRows(50, 60), "id,v,t,c", true, 60),
            new Step("ALTER TABLE %s ADD CONSTRAINT positive CHECK (c > 0)", "id,v,t,c", true, 60),
            new Step("DELETE FROM %s WHERE id < 20", "id,v,t,c", true, 40),
            new Step("ALTER TABLE %s DROP COLUMN v", "id,t,c", false, 40));
    int done = 0;
    while (done < steps.size()) {
      int from = done;
      int to = Math.min(steps.size(), from + 1 + session.random().nextInt(3));
      Step last = steps.get(to - 1);
      String value = last.columns + "|" + (last.indexed ? table + "_v" : "") + "|" + last.rows;
      Runnable all =
          () -> steps.subList(from, to).forEach(step -> session.run(step.sql.formatted(table)));
      if (session.change(table, value, all)) {
        done = to;
      }
    }
    if (session.random().nextInt(4) != 0) {
      session.change(table, CrashLedger.NOTHING, () -> session.run("DROP TABLE " + table));
    }
  }

  private static String sideRows(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "(" + i + ", " + i % 7 + ", 't" + i + "')")
        .collect(Collectors.joining(", "));
  }

  private static void hotIndexes(CrashSession session) {
    List<String> indexes =
        List.of(
            "hot_balance ON accounts (balance)",
            "hot_amount ON transfers (amount DESC, payer)",
            "hot_payee ON transfers (payee) WHERE amount > 50",
            "hot_load ON loads (load)",
            "hot_v ON heap (v)");
    while (true) {
      String index = indexes.get(session.random().nextInt(indexes.size()));
      String name = index.substring(0, index.indexOf(' '));
      boolean isThere =
          !session.run("SELECT 1 FROM pg_indexes WHERE indexname = '" + name + "'").isEmpty();
      session.change(
          name,
          isThere ? CrashLedger.NOTHING : "present",
          () -> session.run(isThere ? "DROP INDEX " + name : "CREATE INDEX " + index));
      LockSupport.parkNanos(20_000_000);
    }
  }
}
