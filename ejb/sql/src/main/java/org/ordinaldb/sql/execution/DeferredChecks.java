package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.ForeignKey;

/// The checks that a transaction has put off, and what SET CONSTRAINTS said about when. Owned by the
/// session's thread.
public final class DeferredChecks {
  /// What [#restore] goes back to.
  public record Mark(
      List<ReferenceEvent> events, @Nullable Boolean all, Map<Integer, Boolean> modes) {}

  private List<ReferenceEvent> events = new ArrayList<>();

  /// What SET CONSTRAINTS ALL said last, or null.
  private @Nullable Boolean all;

  /// What it said since about single constraints: whether they are put off.
  private Map<Integer, Boolean> modes = new HashMap<>();

  /// Whether a foreign key is checked later than with its statement.
  boolean isDeferred(ForeignKey key) {
    if (key.deferral() == Deferral.NOT_DEFERRABLE) {
      return false;
    }
    Boolean said = modes.getOrDefault(key.id(), all);
    return said == null ? key.deferral() == Deferral.INITIALLY_DEFERRED : said;
  }

  void add(ReferenceEvent event) {
    events.add(event);
  }

  public boolean isEmpty() {
    return events.isEmpty();
  }

  /// SET CONSTRAINTS ALL.
  public void setAll(boolean deferred) {
    all = deferred;
    modes.clear();
  }

  /// SET CONSTRAINTS of one foreign key.
  public void set(int key, boolean deferred) {
    modes.put(key, deferred);
  }

  /// Takes out the checks of some foreign keys.
  ///
  /// @param wanted by the foreign key's id
  List<ReferenceEvent> take(Predicate<Integer> wanted) {
    List<ReferenceEvent> taken = new ArrayList<>();
    List<ReferenceEvent> left = new ArrayList<>();
    for (ReferenceEvent event : events) {
      (wanted.test(event.key()) ? taken : left).add(event);
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
    events = new ArrayList<>();
    all = null;
    modes = new HashMap<>();
  }
}
