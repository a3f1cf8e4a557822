package org.ordinaldb.bench;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// Loads the same table into Ordinal and other databases, one after the other in this process, runs
/// the same statements on each over one connection, checks that the answers agree, and prints a table
/// of median milliseconds (microseconds for point queries).
///
/// PostgreSQL joins when `-Dbench.postgres=` has its JDBC URL: in `run peers`, the variable
/// `BENCH_POSTGRES`. It alone is reached over a socket.
public final class PeerBenchmark {
  private static final int ROUNDS = 7;
  private static final int POINTS = 3_000;
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final int rows;

  /// By statement, then database, in order of appearance.
  private final Map<String, Map<String, String>> table = new LinkedHashMap<>();

  private final Map<String, Long> answers = new LinkedHashMap<>();

  private PeerBenchmark(int rows) {
    this.rows = rows;
  }

  public static void main(String[] args) throws Exception {
    PeerBenchmark benchmark =
        new PeerBenchmark(args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000);
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      benchmark.measureAll(folder.path());
    }
    benchmark.print();
  }

  private void measureAll(Path folder) throws Exception {
    measure(() -> new OrdinalPeer(folder.resolve("ordinal")));
    measure(() ->
        new JdbcPeer("H2", "jdbc:h2:file:" + folder.resolve("h2") + ";OPTIMIZE_REUSE_RESULTS=0"));
    measure(() ->
        new JdbcPeer(
            "SQLite", "jdbc:sqlite:" + folder.resolve("sqlite"), "PRAGMA journal_mode = WAL"));
    measure(
        () -> new JdbcPeer("DuckDB", "jdbc:duckdb:" + folder.resolve("duckdb"), "SET threads = 1"));
    String postgres = System.getProperty("bench.postgres", "");
    if (!postgres.isEmpty()) {
      measure(() ->
          new JdbcPeer(
              "PostgreSQL",
              postgres,
              "DROP TABLE IF EXISTS payments",
              "SET max_parallel_workers_per_gather = 0"));
    }
  }

  private interface Opening {
    Peer open() throws SQLException;
  }

  private void measure(Opening opening) throws Exception {
    try (Peer peer = opening.open()) {
      long start = System.nanoTime();
      peer.load(rows);
      note("load, ms", peer, (System.nanoTime() - start) / 1e6);
      measurePoints(peer);
      long middle = Payments.id(rows / 2);
      measure(peer, "filter + sum", "SELECT sum(amount) FROM payments WHERE price < 5000");
      measure(
          peer,
          "group by city",
          "SELECT count(*) FROM (SELECT city, sum(amount) AS total FROM payments GROUP BY city) AS g");
      measure(
          peer,
          "count of a key range",
          "SELECT count(*) FROM payments WHERE id BETWEEN " + middle / 2 + " AND " + middle);
      measure(
          peer,
          "rows 1/2 n .. + 10 by key",
          "SELECT id FROM payments ORDER BY id LIMIT 10 OFFSET " + rows / 2);
      measure(
          peer, "greatest 10 amounts", "SELECT id FROM payments ORDER BY amount DESC, id LIMIT 10");
    }
  }

  /// Until it is compiled, point by point is the speed of the interpreter.
  private void measurePoints(Peer peer) throws Exception {
    long end = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() < end) {
      points(peer, 0);
    }
    double[] micros = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      agree("points " + round, peer, points(peer, round));
      micros[round] = (System.nanoTime() - start) / 1e3 / POINTS;
    }
    Arrays.sort(micros);
    note("point by key, us", peer, micros[ROUNDS / 2]);
  }

  private long points(Peer peer, int seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    long sum = 0;
    for (int i = 0; i < POINTS; i++) {
      sum += peer.amount(Payments.id(random.nextInt(rows)));
    }
    return sum;
  }

  private void measure(Peer peer, String what, String sql) throws Exception {
    double[] millis = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      long answer = peer.query(sql);
      millis[round] = (System.nanoTime() - start) / 1e6;
      agree(sql, peer, answer);
    }
    Arrays.sort(millis);
    note(what + ", ms", peer, millis[ROUNDS / 2]);
  }

  private void agree(String what, Peer peer, long answer) {
    Long before = answers.putIfAbsent(what, answer);
    if (before != null && before != answer) {
      throw new IllegalStateException(
          peer.name() + " answers " + answer + ", not " + before + ": " + what);
    }
  }

  private void note(String what, Peer peer, double value) {
    String text = String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
    table.computeIfAbsent(what, _ -> new LinkedHashMap<>()).put(peer.name(), text);
    System.err.printf("%s: %s %s%n", peer.name(), what, text);
  }

  /// A Markdown table.
  private void print() {
    List<String> names = new ArrayList<>(table.values().iterator().next().keySet());
    System.out.printf(Locale.ROOT, "| %,d rows | %s |%n", rows, String.join(" | ", names));
    System.out.println("|---|" + "---:|".repeat(names.size()));
    table.forEach((what, values) ->
        System.out.printf(
            "| %s | %s |%n",
            what,
            String.join(
                " | ", names.stream().map(name -> values.getOrDefault(name, "")).toList())));
  }
}
