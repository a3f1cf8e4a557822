package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a process said about its changes until it was killed, and what may be left of them.
///
/// Everything that the process changes is a *register*: a name, such as a table's or that of one
/// transfer, with a value that can be read from the database. A change of one register is one
/// transaction, and a register has one change under way at the most. In doubt between two phases, the
/// transaction's global id tells both.
///
/// Safe for use by many threads.
final class CrashLedger {
  /// The value of a register that is not there.
  static final String NOTHING = "-";

  /// What is said of a change: the first word of a line, followed by the register and the new value.
  enum Word {
    TRY,
    PREPARED,
    COMMITTING,
    ROLLING_BACK,
    DONE,
    UNDONE
  }

  private record Change(Word word, String value) {}

  private final Map<String, String> acknowledged = new HashMap<>();
  private final Map<String, Change> pending = new HashMap<>();
  private int changes;

  static String line(Word word, String register, String value) {
    return word + "\t" + register + "\t" + value;
  }

  static String globalId(String register, String value) {
    return register + "=" + value;
  }

  /// Takes a line; false when it says nothing of a change.
  synchronized boolean note(String line) {
    String[] parts = line.split("\t");
    if (parts.length != 3) {
      return false;
    }
    note(Word.valueOf(parts[0]), parts[1], parts[2]);
    return true;
  }

  synchronized void note(Word word, String register, String value) {
    switch (word) {
      case DONE -> {
        acknowledged.put(register, value);
        pending.remove(register);
        changes++;
      }
      case UNDONE -> pending.remove(register);
      default -> pending.put(register, new Change(word, value));
    }
  }

  /// How many changes were acknowledged.
  synchronized int changes() {
    return changes;
  }

  /// Compares what there is with what may be; from then on that is what has to be.
  ///
  /// @param found the value of every register that is there
  /// @param inDoubt the global ids of prepared transactions
  synchronized void compare(Map<String, String> found, Set<String> inDoubt, String why) {
    Set<String> registers = new TreeSet<>(found.keySet());
    registers.addAll(acknowledged.keySet());
    registers.addAll(pending.keySet());
    Set<String> unknown = new TreeSet<>(inDoubt);
    List<String> wrong = new ArrayList<>();
    for (String register : registers) {
      String before = acknowledged.getOrDefault(register, NOTHING);
      String now = found.getOrDefault(register, NOTHING);
      Change change = pending.get(register);
      boolean doubtful = change != null && unknown.remove(globalId(register, change.value()));
      if (!allowed(before, change, doubtful).contains(now)) {
        wrong.add(
            "%s was %s, then %s, in doubt %s, but is %s"
                .formatted(register, before, change, doubtful, now));
      }
      settle(register, now, doubtful ? Objects.requireNonNull(change).value() : null);
    }
    assertThat(wrong).as(why).isEmpty();
    assertThat(unknown).as(why + ": in doubt, and nobody knows why").isEmpty();
  }

  private static List<String> allowed(String before, @Nullable Change change, boolean doubtful) {
    if (change == null || doubtful) {
      return List.of(before);
    }
    return switch (change.word()) {
      case TRY -> List.of(before, change.value());
      case COMMITTING -> List.of(change.value());
      case ROLLING_BACK -> List.of(before);
      default -> List.of();
    };
  }

  private void settle(String register, String now, @Nullable String doubtful) {
    if (now.equals(NOTHING)) {
      acknowledged.remove(register);
    } else {
      acknowledged.put(register, now);
    }
    if (doubtful == null) {
      pending.remove(register);
    } else {
      pending.put(register, new Change(Word.PREPARED, doubtful));
    }
  }
}
