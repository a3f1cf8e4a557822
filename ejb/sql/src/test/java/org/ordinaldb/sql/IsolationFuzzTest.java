package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.transaction.IsolationLevel;

/// Random interleavings of sessions, checked against what each isolation level promises. One statement
/// is started at a time; the next one is when it has ended or waits for a lock, so a seed repeats its
/// history.
///
/// The specification of a transaction is a run of its statements over committed states:
///
/// - READ COMMITTED: each statement gives what it gives over one state that was the newest at some
///   moment between its start and its end, in which the rows that it writes are as they are at its end.
/// - REPEATABLE READ: all statements over the state that was the newest when the first one started;
///   and nobody else committed a change of a row that it changed or locked since.
/// - SERIALIZABLE: that, and, when it changed anything, the same answers over the state that it
///   commits on: so the commits are a serial history.
class IsolationFuzzTest {
  private static final int KEYS = 8;
  private static final int CLIENTS = 4;

  @TempDir Path directory = Path.of("");
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  /// The states by number of commits; the newest is last.
  private final List<TreeMap<Integer, Integer>> states = new ArrayList<>();

  private int commits;
  private int failures;

  @Test
  void mixedLevelsKeepTheirPromises() {
    run(IsolationLevel.values(), 1500);
    assertThat(commits).as("commits -Dseed=%d", seed).isGreaterThan(100);
  }

  @Test
  void serializableHistoriesAreSerial() {
    run(new IsolationLevel[] {IsolationLevel.SERIALIZABLE}, 1500);
    assertThat(commits).as("commits -Dseed=%d", seed).isGreaterThan(50);
    assertThat(failures).as("refused -Dseed=%d", seed).isGreaterThan(10);
  }

  /// A test of this test: the histories do have anomalies to find.
  @Test
  void repeatableReadHistoriesAreNotAllSerial() {
    asSerializable = true;
    boolean found = false;
    try {
      run(new IsolationLevel[] {IsolationLevel.REPEATABLE_READ}, 1500);
    } catch (AssertionError e) {
      found = String.valueOf(e.getMessage()).contains("on the state that it commits on");
    }
    assertThat(found).as("-Dseed=%d", seed).isTrue();
  }

  private boolean asSerializable;

  private void run(IsolationLevel[] levels, int steps) {
    try (TestDatabase database = new TestDatabase(directory)) {
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        sessions.add(new Session(new Client(database)));
      }
      Client setup = sessions.getFirst().client;
      setup.run("create table t(k int primary key, v int not null)");
      TreeMap<Integer, Integer> initial = new TreeMap<>();
      for (int key = 0; key < KEYS; key += 2) {
        setup.run("insert into t values (" + key + ", " + key + ")");
        initial.put(key, key);
      }
      states.add(initial);
      for (int step = 0; step < steps; step++) {
        sessions.forEach(Session::takeAnswer);
        Session session = sessions.get(random.nextInt(CLIENTS));
        if (session.waiting == null) {
          session.step(levels);
        }
        if (random.nextInt(200) == 0) {
          database.storage().compact();
        }
      }
      sessions.forEach(Session::finish);
      assertThat(setup.run("select k, v from t order by k"))
          .as("-Dseed=%d", seed)
          .isEqualTo(rows(states.getLast()));
      sessions.forEach(session -> session.client.close());
    }
  }

  private static String rows(TreeMap<Integer, Integer> rows) {
    List<String> all = new ArrayList<>();
    rows.forEach((k, v) -> all.add(k + "|" + v));
    return String.join(" ", all);
  }

  /// A statement and what it means.
  private sealed interface Step {
    String sql();

    /// The answer over `view`, which it changes; keys that it changes or locks are added.
    String apply(TreeMap<Integer, Integer> view, List<Integer> touched);
  }

  private record Read(int from, int to, boolean locks) implements Step {
    @Override
    public String sql() {
      return "select k, v from t where k between "
          + from
          + " and "
          + to
          + " order by k"
          + (locks ? " for update" : "");
    }

    @Override
    public String apply(TreeMap<Integer, Integer> view, List<Integer> touched) {
      TreeMap<Integer, Integer> part = new TreeMap<>(view.subMap(from, true, to, true));
      if (locks) {
        touched.addAll(part.keySet());
      }
      return rows(part);
    }
  }

  private record Sum(int remainder) implements Step {
    @Override
    public String sql() {
      return "select count(*), coalesce(sum(v), 0) from t where v % 3 = " + remainder;
    }

    @Override
    public String apply(TreeMap<Integer, Integer> view, List<Integer> touched) {
      int[] matching =
          view.values().stream().filter(v -> v % 3 == remainder).mapToInt(v -> v).toArray();
      return matching.length + "|" + java.util.Arrays.stream(matching).sum();
    }
  }

  private record Update(int from, int to, int by) implements Step {
    @Override
    public String sql() {
      return "update t set v = v + " + by + " where k between " + from + " and " + to;
    }

    @Override
    public String apply(TreeMap<Integer, Integer> view, List<Integer> touched) {
      List<Integer> keys = new ArrayList<>(view.subMap(from, true, to, true).keySet());
      keys.forEach(key -> view.merge(key, by, Integer::sum));
      touched.addAll(keys);
      return "UPDATE " + keys.size();
    }
  }

  private record UpdateSmaller(int than, int by) implements Step {
    @Override
    public String sql() {
      return "update t set v = v + " + by + " where v < " + than;
    }

    @Override
    public String apply(TreeMap<Integer, Integer> view, List<Integer> touched) {
      List<Integer> keys = new ArrayList<>();
      view.forEach((key, value) -> {
        if (value < than) {
          keys.add(key);
        }
      });
      keys.forEach(key -> view.merge(key, by, Integer::sum));
      touched.addAll(keys);
      return "UPDATE " + keys.size();
    }
  }

  private record Delete(int from, int to) implements Step {
    @Override
    public String sql() {
      return "delete from t where k between " + from + " and " + to;
    }

    @Override
    public String apply(TreeMap<Integer, Integer> view, List<Integer> touched) {
      List<Integer> keys = new ArrayList<>(view.subMap(from, true, to, true).keySet());
      keys.forEach(view::remove);
      touched.addAll(keys);
      return "DELETE " + keys.size();
    }
  }

  private record Insert(int key, int value) implements Step {
    @Override
    public String sql() {
      return "insert into t values (" + key + ", " + value + ")";
    }

    @Override
    public String apply(TreeMap<Integer, Integer> view, List<Integer> touched) {
      view.put(key, value);
      touched.add(key);
      return "INSERT 0 1";
    }
  }

  private Step step() {
    int from = random.nextInt(KEYS);
    int to = Math.min(KEYS - 1, from + random.nextInt(3));
    return switch (random.nextInt(9)) {
      case 0, 1 -> new Read(from, to, false);
      case 2 -> new Read(from, to, true);
      case 3, 4 -> new Sum(random.nextInt(3));
      case 5 -> new Update(from, to, 1 + random.nextInt(5));
      case 6 -> new UpdateSmaller(random.nextInt(12), 1 + random.nextInt(4));
      case 7 -> new Delete(from, from);
      default -> new Insert(from, random.nextInt(10));
    };
  }

  /// Whether a statement looks at rows as they are now, locking them.
  private static boolean looksAtNewest(Step step) {
    return !(step instanceof Sum || (step instanceof Read read && !read.locks()));
  }

  /// A client, the transaction that it has open, and what the specification knows of it.
  private final class Session {
    private final Client client;
    private @Nullable Future<String> waiting;
    private Step running = new Sum(0);
    private int startedAt;

    private boolean open;
    private IsolationLevel level = IsolationLevel.READ_COMMITTED;
    private int snapshot;
    private final List<Step> done = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();

    /// What the transaction changed: null for deleted rows.
    private final TreeMap<Integer, @Nullable Integer> own = new TreeMap<>();

    Session(Client client) {
      this.client = client;
    }

    void step(IsolationLevel[] levels) {
      if (!open) {
        level = levels[random.nextInt(levels.length)];
        client.run("begin isolation level " + level.sqlName());
        open = true;
        return;
      }
      int choice = done.isEmpty() ? 0 : random.nextInt(10);
      if (choice < 7) {
        running = IsolationFuzzTest.this.step();
        startedAt = states.size() - 1;
        snapshot = done.isEmpty() ? startedAt : snapshot;
        waiting = client.startOrWait(running.sql());
        takeAnswer();
      } else if (choice < 9) {
        commit();
      } else {
        client.run("rollback");
        forget();
      }
    }

    void finish() {
      Future<String> answer = waiting;
      if (answer != null) {
        client.session().cancel();
        Client.get(answer);
        takeAnswer();
      }
      if (open) {
        client.run("rollback");
        forget();
      }
    }

    void takeAnswer() {
      Future<String> answer = waiting;
      if (answer != null && client.isSettled(answer)) {
        waiting = null;
        String text = Client.get(answer);
        if (text.startsWith("ERROR")) {
          checkError(text);
          client.run("rollback");
          forget();
        } else {
          check(text);
        }
      }
    }

    private void checkError(String error) {
      failures++;
      if (error.contains("23505")) {
        assertThat(running).as(context(error)).isInstanceOf(Insert.class);
      } else if (error.contains("40001")) {
        assertThat(level).as(context(error)).isNotEqualTo(IsolationLevel.READ_COMMITTED);
      } else {
        assertThat(error).as(context(error)).containsAnyOf("40P01", "57014");
      }
    }

    private void check(String answer) {
      int from = level == IsolationLevel.READ_COMMITTED ? startedAt : snapshot;
      int to = level == IsolationLevel.READ_COMMITTED ? states.size() - 1 : snapshot;
      for (int state = to; state >= from; state--) {
        TreeMap<Integer, Integer> view = view(states.get(state));
        List<Integer> keys = new ArrayList<>();
        if (running.apply(view, keys).equals(answer) && areNewest(keys, state)) {
          accept(answer, view, keys, state);
          return;
        }
      }
      throw new AssertionError(context("gives " + answer + ", which no state explains"));
    }

    /// A row that a statement changes is as the newest commit left it.
    private boolean areNewest(List<Integer> keys, int state) {
      for (int key : keys) {
        boolean mine = own.containsKey(key) || running instanceof Insert;
        if (!mine
            && !java.util.Objects.equals(states.get(state).get(key), states.getLast().get(key))) {
          return false;
        }
      }
      return true;
    }

    private void accept(
        String answer, TreeMap<Integer, Integer> view, List<Integer> keys, int state) {
      TreeMap<Integer, Integer> before = view(states.get(state));
      for (int key : keys) {
        if (!java.util.Objects.equals(before.get(key), view.get(key))
            || running instanceof Insert) {
          own.put(key, view.get(key));
        }
      }
      done.add(running);
      answers.add(answer);
      if (level == IsolationLevel.READ_COMMITTED) {
        // Says which of several states that give the same answer it was.
        String all = client.run("select k, v from t order by k");
        assertThat(all).as(context("sees afterwards")).isEqualTo(rows(view(states.getLast())));
      }
    }

    private TreeMap<Integer, Integer> view(TreeMap<Integer, Integer> committed) {
      TreeMap<Integer, Integer> view = new TreeMap<>(committed);
      own.forEach((key, value) -> {
        if (value == null) {
          view.remove(key);
        } else {
          view.put(key, value);
        }
      });
      return view;
    }

    private void commit() {
      String answer = client.run("commit");
      if (answer.startsWith("ERROR")) {
        failures++;
        assertThat(level).as(context(answer)).isEqualTo(IsolationLevel.SERIALIZABLE);
        assertThat(done.stream().anyMatch(IsolationFuzzTest::looksAtNewest))
            .as(context("is refused though it only read"))
            .isTrue();
      } else {
        assertThat(answer).isEqualTo("COMMIT");
        commits++;
        checkSerial();
        if (!own.isEmpty()) {
          states.add(view(states.getLast()));
        }
      }
      forget();
    }

    private void checkSerial() {
      if (own.isEmpty() || (level != IsolationLevel.SERIALIZABLE && !asSerializable)) {
        return;
      }
      TreeMap<Integer, Integer> view = new TreeMap<>(states.getLast());
      for (int i = 0; i < done.size(); i++) {
        assertThat(done.get(i).apply(view, new ArrayList<>()))
            .as(context("on the state that it commits on, of " + done.get(i).sql()))
            .isEqualTo(answers.get(i));
      }
    }

    private void forget() {
      open = false;
      done.clear();
      answers.clear();
      own.clear();
    }

    private String context(String what) {
      return level + ": " + running.sql() + " " + what + " -Dseed=" + seed;
    }
  }
}
