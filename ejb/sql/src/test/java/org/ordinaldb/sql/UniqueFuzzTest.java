package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random changes of a table with unique keys of every kind, and of one that refers to it, against a
/// list of rows: what may be refused is, nothing else is, and what is left is the same. Statements are
/// checked as a whole, deferred constraints at commit; over savepoints, compactions and restarts.
class UniqueFuzzTest extends SeededDatabase {
  private static final int ROUNDS = Integer.getInteger("unique.rounds", 60);

  private static final List<String> COLUMNS = List.of("id", "a", "b", "c", "d", "e", "n");
  private static final int ID = 0;
  private static final int A = 1;
  private static final int B = 2;
  private static final int C = 3;
  private static final int D = 4;
  private static final int E = 5;
  private static final int N = 6;

  /// Rows as the open transaction sees them, and the keys that others refer to.
  private record Model(List<@Nullable Integer[]> rows, List<@Nullable Integer> referring) {
    Model copy() {
      return new Model(new ArrayList<>(rows), new ArrayList<>(referring));
    }
  }

  private Model model = new Model(new ArrayList<>(), new ArrayList<>());
  private boolean inBlock;
  private boolean deferrableKey;

  /// The deferrable constraints that are put off now.
  private Set<String> deferred = new HashSet<>();

  UniqueFuzzTest() {
    super(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIMARY KEY", "PRIMARY KEY DEFERRABLE", "UNIQUE"})
  void keysAreUniqueWhenTheyHaveToBe(String key) {
    deferrableKey = key.endsWith("DEFERRABLE");
    done(
        "CREATE TABLE t (id int CONSTRAINT id_key "
            + key
            + ", a int UNIQUE,"
            + " b int CONSTRAINT b_key UNIQUE DEFERRABLE,"
            + " c int CONSTRAINT c_key UNIQUE DEFERRABLE INITIALLY DEFERRED, d int, e int, n int,"
            + " UNIQUE NULLS NOT DISTINCT (d, e))");
    done("CREATE UNIQUE INDEX t_sum ON t ((d + e)) WHERE n > 0");
    done("CREATE TABLE r (a int REFERENCES t (a) ON UPDATE CASCADE ON DELETE SET NULL)");
    for (int round = 0; round < ROUNDS; round++) {
      round();
    }
    database.storage().compact();
    requireSame();
  }

  private void round() {
    deferred = new HashSet<>(Set.of("c_key"));
    switch (random.nextInt(12)) {
      case 0 -> database.storage().compact();
      case 1 -> restart();
      case 2, 3, 4, 5 -> change();
      default -> transaction();
    }
    requireSame();
  }

  private void transaction() {
    Model before = model.copy();
    done("BEGIN");
    inBlock = true;
    boolean failed = !changes();
    if (!failed && random.nextBoolean()) {
      Model mark = model.copy();
      Set<String> marked = new HashSet<>(deferred);
      done("SAVEPOINT s");
      failed = !changes();
      if (failed || random.nextBoolean()) {
        done("ROLLBACK TO s");
        model = mark;
        deferred = marked;
        failed = !changes();
      }
    }
    inBlock = false;
    if (failed || random.nextInt(5) == 0) {
      done("ROLLBACK");
      model = before;
    } else {
      finish("COMMIT", before, violated(model, Set.of()));
    }
  }

  /// Returns whether the transaction goes on.
  private boolean changes() {
    for (int i = random.nextInt(4); i >= 0; i--) {
      if (!(random.nextInt(4) == 0 ? timing() : change())) {
        return false;
      }
    }
    return true;
  }

  private boolean timing() {
    List<String> deferrable = new ArrayList<>(List.of("b_key", "c_key"));
    if (deferrableKey) {
      deferrable.add("id_key");
    }
    Set<String> named =
        deferrable.stream().filter(any -> random.nextBoolean()).collect(Collectors.toSet());
    boolean all = named.isEmpty();
    Set<String> now = new HashSet<>(deferred);
    boolean putOff = random.nextBoolean();
    if (putOff) {
      now.addAll(all ? deferrable : named);
    } else {
      now.removeAll(all ? deferrable : named);
    }
    deferred = now;
    return finish(
        "SET CONSTRAINTS "
            + (all ? "ALL" : String.join(", ", named))
            + (putOff ? " DEFERRED" : " IMMEDIATE"),
        model,
        violated(model, now));
  }

  // ---- changes

  private boolean change() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> insert();
      case 3, 4, 5 -> update();
      case 6 -> delete();
      case 7 -> refer();
      default -> upsert();
    };
  }

  /// Runs a statement after which the rows would be as given.
  private boolean apply(String sql, Model after, Set<String> further) {
    Set<String> violated = violated(after, inBlock ? deferred : Set.of());
    violated.addAll(further);
    Model before = model;
    model = after;
    return finish(sql, before, violated);
  }

  /// Returns whether a statement was done; the rows are as before when it was refused, as it has to be
  /// when anything is violated.
  private boolean finish(String sql, Model before, Set<String> violated) {
    String error = session.run(sql).error();
    if (violated.isEmpty()) {
      assertThat(error).as("%s, seed %d", sql, SEED).isNull();
      return true;
    }
    assertThat(error).as("%s violates %s, seed %d", sql, violated, SEED).isNotNull();
    assertThat(violated)
        .as("%s: %s, seed %d", sql, error, SEED)
        .anyMatch(each -> Objects.requireNonNull(error).contains(each));
    model = before;
    return false;
  }

  private boolean insert() {
    List<@Nullable Integer[]> rows = rows();
    Model after = model.copy();
    after.rows().addAll(rows);
    return apply("INSERT INTO t VALUES " + values(rows), after, Set.of());
  }

  private boolean update() {
    int by = 1 + random.nextInt(3);
    record Change(String sql, UnaryOperator<@Nullable Integer[]> to) {}
    Change change =
        switch (random.nextInt(7)) {
          case 0 -> new Change("a = a + " + by, row -> with(row, A, plus(row[A], by)));
          case 1 -> new Change("b = 60 - b", row -> with(row, B, minus(60, row[B])));
          case 2 -> new Change("c = c / 2", row -> with(row, C, half(row[C])));
          case 3 -> new Change("d = e, e = d", row -> with(with(row, D, row[E]), E, row[D]));
          case 4 -> new Change("id = id + " + by, row -> with(row, ID, plus(row[ID], by)));
          case 5 -> new Change("n = n - 1", row -> with(row, N, plus(row[N], -1)));
          default ->
              new Change(
                  "a = 60 - a, b = b + 1, c = c + " + by,
                  row ->
                      with(
                          with(with(row, A, minus(60, row[A])), B, plus(row[B], 1)),
                          C,
                          plus(row[C], by)));
        };
    Where where = where();
    Model after = model.copy();
    Map<Integer, @Nullable Integer> moved = new HashMap<>();
    after
        .rows()
        .replaceAll(row -> {
          if (!where.test().test(row)) {
            return row;
          }
          @Nullable Integer[] now = change.to().apply(row);
          if (row[A] != null && !Objects.equals(row[A], now[A])) {
            moved.put(row[A], now[A]);
          }
          return now;
        });
    after.referring().replaceAll(key -> moved.containsKey(key) ? moved.get(key) : key);
    return apply("UPDATE t SET " + change.sql() + " WHERE " + where.sql(), after, Set.of());
  }

  private boolean delete() {
    Where where = where();
    Model after = model.copy();
    Set<@Nullable Integer> gone = new HashSet<>();
    model.rows().stream().filter(where.test()).forEach(row -> gone.add(row[A]));
    after.rows().removeIf(where.test());
    after.referring().replaceAll(key -> gone.contains(key) ? null : key);
    return apply("DELETE FROM t WHERE " + where.sql(), after, Set.of());
  }

  private boolean refer() {
    int key = random.nextInt(60);
    Model after = model.copy();
    after.referring().add(key);
    boolean isThere = model.rows().stream().anyMatch(row -> Objects.equals(row[A], key));
    return apply(
        "INSERT INTO r VALUES (" + key + ")", after, isThere ? Set.of() : Set.of("r_a_fkey"));
  }

  private boolean upsert() {
    boolean updates = random.nextBoolean();
    int arbiter = random.nextInt(deferrableKey ? 3 : 4);
    String target = List.of("(a)", "(e, d)", "((d + e)) WHERE n > 0", "(id)").get(arbiter);
    String constraint = List.of("t_a_key", "t_d_e_key", "t_sum", "id_key").get(arbiter);
    List<@Nullable Integer[]> proposed = rows();
    Model after = model.copy();
    Set<@Nullable Integer[]> touched = new HashSet<>();
    Set<String> further = new HashSet<>();
    for (@Nullable Integer[] row : proposed) {
      Object key = keys(row).get(constraint);
      int present = -1;
      for (int i = 0; i < after.rows().size() && key != null; i++) {
        present = key.equals(keys(after.rows().get(i)).get(constraint)) ? i : present;
      }
      if (present < 0) {
        after.rows().add(row);
        touched.add(row);
      } else if (updates && touched.contains(after.rows().get(present))) {
        further.add("cannot affect row a second time");
      } else if (updates) {
        @Nullable Integer[] now = with(after.rows().get(present), N, plus(row[N], 0));
        after.rows().set(present, now);
        touched.add(now);
      }
    }
    return apply(
        "INSERT INTO t VALUES "
            + values(proposed)
            + " ON CONFLICT "
            + target
            + (updates ? " DO UPDATE SET n = excluded.n" : " DO NOTHING"),
        after,
        further);
  }

  // ---- values

  private List<@Nullable Integer[]> rows() {
    List<@Nullable Integer[]> rows = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      rows.add(
          new @Nullable Integer[] {
            random.nextInt(400),
            orNull(60),
            orNull(60),
            orNull(60),
            orNull(30),
            orNull(30),
            orNull(3)
          });
    }
    return rows;
  }

  private @Nullable Integer orNull(int bound) {
    return random.nextInt(5) == 0 ? null : (Integer) random.nextInt(bound);
  }

  private static String values(List<@Nullable Integer[]> rows) {
    return rows.stream()
        .map(row ->
            "(" + Arrays.stream(row).map(String::valueOf).collect(Collectors.joining(", ")) + ")")
        .collect(Collectors.joining(", "));
  }

  private static @Nullable Integer[] with(
      @Nullable Integer[] row, int column, @Nullable Integer value) {
    @Nullable Integer[] changed = row.clone();
    changed[column] = value;
    return changed;
  }

  private static @Nullable Integer plus(@Nullable Integer value, int by) {
    return value == null ? null : (Integer) (value + by);
  }

  private static @Nullable Integer minus(int from, @Nullable Integer value) {
    return value == null ? null : (Integer) (from - value);
  }

  private static @Nullable Integer half(@Nullable Integer value) {
    return value == null ? null : (Integer) (value / 2);
  }

  private record Where(String sql, Predicate<@Nullable Integer[]> test) {}

  private Where where() {
    int column = random.nextInt(COLUMNS.size());
    int value = random.nextInt(column == ID ? 400 : column == N ? 3 : 60);
    return switch (random.nextInt(4)) {
      case 0 -> new Where("true", row -> true);
      case 1 ->
          new Where(COLUMNS.get(column) + " = " + value, row -> Objects.equals(row[column], value));
      default ->
          new Where(
              COLUMNS.get(column) + " < " + value,
              row -> row[column] != null && Objects.requireNonNull(row[column]) < value);
    };
  }

  // ---- the model's own checks

  /// The row's keys by constraint; a key that is null collides with none.
  private static Map<String, @Nullable Object> keys(@Nullable Integer[] row) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("id_key", row[ID]);
    keys.put("t_a_key", row[A]);
    keys.put("b_key", row[B]);
    keys.put("c_key", row[C]);
    keys.put("t_d_e_key", Arrays.asList(row[D], row[E]));
    Integer n = row[N];
    keys.put("t_sum", n != null && n > 0 && row[E] != null ? plus(row[D], row[E]) : null);
    return keys;
  }

  private static Set<String> violated(Model model, Set<String> putOff) {
    Map<String, Set<Object>> seen = new HashMap<>();
    Set<String> violated = new HashSet<>();
    for (@Nullable Integer[] row : model.rows()) {
      keys(row)
          .forEach((constraint, key) -> {
            if (key != null && !seen.computeIfAbsent(constraint, any -> new HashSet<>()).add(key)) {
              violated.add(constraint);
            }
          });
    }
    violated.removeAll(putOff);
    return violated;
  }

  private void requireSame() {
    assertThat(answered("SELECT * FROM t"))
        .as("seed %d", SEED)
        .isEqualTo(sorted(model.rows().stream().map(Arrays::toString).toList()));
    assertThat(answered("SELECT a FROM r"))
        .as("seed %d", SEED)
        .isEqualTo(sorted(model.referring().stream().map(key -> "[" + key + "]").toList()));
    IndexEntries.check(database, "t", "seed " + SEED);
  }

  private List<String> answered(String query) {
    return sorted(session.run(query).rows().stream().map(Object::toString).toList());
  }

  private static List<String> sorted(List<String> rows) {
    return rows.stream().sorted().toList();
  }
}
