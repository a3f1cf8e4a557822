package org.ordinaldb.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The tables of [SqlCrashTest], and how the registers of its [CrashLedger] are read from them:
///
/// - `transfer n`: from whom, to whom and how much, a row of `transfers`; `accounts` has what follows
///   from them all.
/// - `order n`: an order with its items, which refer to it; its id moves, and the items with it.
/// - `loads`, `heap`: which loads, all of them whole, the table with a primary key and the one without
///   have.
/// - `batch`: the number that all rows of `batches` have.
/// - `side_n`: the columns, the indexes and the row count of a table that comes and goes.
/// - `hot_x`: whether there is that index.
final class CrashTables {
  static final int ACCOUNTS = 100;
  static final long BALANCE = 1000;
  static final int BATCH = 50;

  private static final long LOAD_KEYS = 100_000;

  private CrashTables() {}

  static void create(SessionTarget session) {
    for (String sql :
        List.of(
            "CREATE TABLE accounts (id int PRIMARY KEY, balance bigint NOT NULL)",
            "CREATE TABLE transfers (id bigint PRIMARY KEY, payer int REFERENCES accounts,"
                + " payee int REFERENCES accounts, amount int CHECK (amount >= 0))",
            "CREATE TABLE orders (id bigint PRIMARY KEY, number bigint)",
            "CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint NOT NULL"
                + " REFERENCES orders ON DELETE CASCADE ON UPDATE CASCADE)",
            "CREATE INDEX items_order ON items (order_id)",
            "CREATE TABLE loads (id bigint PRIMARY KEY, load int, v int)",
            "CREATE INDEX loads_v ON loads (v, load)",
            "CREATE TABLE heap (id bigint, load int, v int)",
            "CREATE UNIQUE INDEX heap_id ON heap (id DESC)",
            "CREATE TABLE batches (id int PRIMARY KEY, number bigint)",
            "CREATE INDEX batches_number ON batches (number) INCLUDE (id)")) {
      rows(session, sql);
    }
    for (int id = 0; id < ACCOUNTS; id++) {
      rows(session, "INSERT INTO accounts VALUES (" + id + ", " + BALANCE + ")");
    }
  }

  /// How many rows a load has: a few go the way of inserts, many are written as segments.
  static int loadRows(long load) {
    return load % 4 == 0 ? 9000 : 100 + (int) (load % 50);
  }

  static long loadKey(long load, int row) {
    return load * LOAD_KEYS + row;
  }

  static long loadValue(long load, int row) {
    return (loadKey(load, row) * 31) % 1000;
  }

  /// The value of every register that is there, by its name.
  static Map<String, String> registers(SessionTarget session) {
    Map<String, String> found = new HashMap<>();
    put(
        found,
        session,
        "SELECT 'transfer ' || id, payer || '>' || payee || ':' || amount FROM transfers");
    put(
        found,
        session,
        "SELECT 'order ' || o.number, (o.id - o.number) || ':' || count(i.id)"
            + " FROM orders o LEFT JOIN items i ON i.order_id = o.id GROUP BY o.number, o.id");
    put(found, session, "SELECT indexname, 'present' FROM pg_indexes WHERE indexname LIKE 'hot%'");
    put(found, session, "SELECT DISTINCT 'batch', number || ':' || count(*) OVER () FROM batches");
    loads(found, session, "loads");
    loads(found, session, "heap");
    sideTables(found, session);
    return found;
  }

  private static void put(Map<String, String> found, SessionTarget session, String sql) {
    for (List<@Nullable String> row : rows(session, sql)) {
      String before = found.put(cell(row, 0), cell(row, 1));
      if (before != null) {
        throw new AssertionError(cell(row, 0) + " is both " + before + " and " + cell(row, 1));
      }
    }
  }

  private static void loads(Map<String, String> found, SessionTarget session, String table) {
    List<Long> loads = new ArrayList<>();
    String sql =
        "SELECT load, count(*), sum(v), count(DISTINCT id) FROM %s GROUP BY load ORDER BY load";
    for (List<@Nullable String> row : rows(session, sql.formatted(table))) {
      long load = Long.parseLong(cell(row, 0));
      long sum = 0;
      for (int i = 0; i < loadRows(load); i++) {
        sum += loadValue(load, i);
      }
      if (!row.equals(List.of("" + load, "" + loadRows(load), "" + sum, "" + loadRows(load)))) {
        throw new AssertionError(table + " has a broken load " + row);
      }
      loads.add(load);
    }
    if (!loads.isEmpty()) {
      found.put(table, loads.getFirst() + ".." + loads.getLast());
      if (loads.getLast() - loads.getFirst() != loads.size() - 1) {
        throw new AssertionError(table + " has the loads " + loads);
      }
    }
  }

  private static void sideTables(Map<String, String> found, SessionTarget session) {
    Map<String, String> columns = new HashMap<>();
    for (List<@Nullable String> row :
        rows(
            session,
            "SELECT table_name, column_name FROM information_schema.columns"
                + " WHERE table_name LIKE 'side%' ORDER BY table_name, ordinal_position")) {
      columns.merge(cell(row, 0), cell(row, 1), (all, next) -> all + "," + next);
    }
    Map<String, String> indexes = new HashMap<>();
    put(
        indexes,
        session,
        "SELECT tablename, indexname FROM pg_indexes"
            + " WHERE tablename LIKE 'side%' AND indexname NOT LIKE '%_pkey'");
    columns.forEach((table, names) -> {
      String count = cell(rows(session, "SELECT count(*) FROM " + table).getFirst(), 0);
      found.put(table, names + "|" + indexes.getOrDefault(table, "") + "|" + count);
    });
  }

  /// What contradicts a rule that holds at every moment, or nothing.
  static List<String> violations(SessionTarget session) {
    List<String> violations = new ArrayList<>();
    for (String sql :
        List.of(
            "SELECT 'sum', sum(balance), count(*) FROM accounts"
                + " HAVING sum(balance) <> %d OR count(*) <> %d"
                    .formatted(ACCOUNTS * BALANCE, ACCOUNTS),
            "SELECT 'account', id, balance FROM accounts a WHERE balance <> "
                + BALANCE
                + " - (SELECT coalesce(sum(amount), 0) FROM transfers WHERE payer = a.id)"
                + " + (SELECT coalesce(sum(amount), 0) FROM transfers WHERE payee = a.id)",
            "SELECT 'item', i.id, i.order_id FROM items i"
                + " WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = i.order_id)",
            "SELECT 'batch', min(number), max(number), count(*) FROM batches"
                + " HAVING min(number) <> max(number) OR count(*) NOT IN (0, "
                + BATCH
                + ")",
            "SELECT 'by index', count(*) FROM accounts WHERE balance > -1000000"
                + " HAVING count(*) <> "
                + ACCOUNTS)) {
      rows(session, sql).forEach(row -> violations.add(row.toString()));
    }
    return violations;
  }

  static List<List<@Nullable String>> rows(SessionTarget session, String sql) {
    Transcript.Answer answer = session.run(sql);
    if (answer.error() != null) {
      throw new AssertionError(answer.error() + " <- " + sql);
    }
    return answer.rows();
  }

  static String cell(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }
}
