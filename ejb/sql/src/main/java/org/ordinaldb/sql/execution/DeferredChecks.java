package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Deferral;

/// The checks that a transaction has put off, and what SET CONSTRAINTS said about when. Owned by the
/// session's thread.
public final class DeferredChecks {
  /// What [#restore] goes back to.
  public record Mark(
      List<ConstraintEvent> events, @Nullable Boolean all, Map<Integer, Boolean> modes) {}

  private List<ConstraintEvent> events = new ArrayList<>();

  /// What SET CONSTRAINTS ALL said last, or null.
  private @Nullable Boolean all;

  /// What it said since about single constraints: whether they are put off.
  private Map<Integer, Boolean> modes = new HashMap<>();

  /// Whether a constraint is checked later than with its statement.
  boolean isDeferred(int constraint, Deferral deferral) {
    if (deferral == Deferral.NOT_DEFERRABLE) {
      return false;
    }
    Boolean said = modes.getOrDefault(constraint, all);
    return said == null ? deferral == Deferral.INITIALLY_DEFERRED : said;
  }

  void add(ConstraintEvent event) {
    events.add(event);
  }

  List<ConstraintEvent> events() {
    return List.copyOf(events);
  }

  public boolean isEmpty() {
    return events.isEmpty();
  }

  /// SET CONSTRAINTS ALL.
  public void setAll(boolean deferred) {
    all = deferred;
    modes.clear();
  }

  /// SET CONSTRAINTS of one.
  public void set(int constraint, boolean deferred) {
    modes.put(constraint, deferred);
  }

  /// Takes out the checks of some constraints.
  ///
  /// @param wanted by the constraint's id
  List<ConstraintEvent> take(Predicate<Integer> wanted) {
    List<ConstraintEvent> taken = new ArrayList<>();
    List<ConstraintEvent> left = new ArrayList<>();
    for (ConstraintEvent event : events) {
      (wanted.test(event.constraint()) ? taken : left).add(event);
    }
    events = left;
    return taken;
  }

  public Mark mark() {
    return new Mark(List.copyOf(events), all, Map.copyOf(modes));
  }

  public void restore(Mark mark) {
    events = new ArrayList<>(mark.events());
    all = mark.all();
    modes = new HashMap<>(mark.modes());
  }

  /// The transaction is over.
  public void clear() {
    events.clear();
    all = null;
    modes.clear();
  }
}
