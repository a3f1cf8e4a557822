package org.ordinaldb.sql.execution;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;
import org.ordinaldb.catalog.TableDescriptor;

/// The foreign keys that a statement has to look at when its rows are written. Owned by the session's
/// thread.
///
/// Looking at one may change further rows (CASCADE and its like), whose own foreign keys queue up
/// behind it, as PostgreSQL's triggers do.
public final class StatementConstraints {
  private final ConstraintSource source;
  private final DeferredChecks deferred;
  private final ArrayDeque<ReferenceEvent> events = new ArrayDeque<>();

  public StatementConstraints(ConstraintSource source, DeferredChecks deferred) {
    this.source = source;
    this.deferred = deferred;
  }

  TableConstraints of(TableDescriptor table) {
    return source.of(table);
  }

  /// Makes a set of keys to be looked at.
  KeySet collect(Reference reference, ReferenceEvent.Kind kind) {
    KeySet keys = new KeySet(reference.types());
    events.add(new ReferenceEvent(reference.key().id(), kind, keys));
    return keys;
  }

  /// The statement's own rows are written: does what its foreign keys ask for, or puts it off.
  public void finish(ExecutionContext context) {
    if (events.isEmpty()) {
      return;
    }
    ReferenceRules rules = new ReferenceRules(context);
    for (ReferenceEvent event = events.poll(); event != null; event = events.poll()) {
      Reference reference = event.keys().size() == 0 ? null : source.reference(event.key());
      if (reference == null) {
        continue;
      }
      if (rules.isCheck(reference, event.kind()) && deferred.isDeferred(reference.key())) {
        deferred.add(event);
        continue;
      }
      // What was committed while the rows of this event were waited for counts too: those of a cascade
      // are locked by the event before.
      context.storage().beginStatement();
      rules.apply(reference, event);
    }
  }

  /// Runs checks that were put off.
  ///
  /// @param wanted by the foreign key's id
  public void runDeferred(Predicate<Integer> wanted, ExecutionContext context) {
    List<ReferenceEvent> taken = deferred.take(wanted);
    if (taken.isEmpty()) {
      return;
    }
    ReferenceRules rules = new ReferenceRules(context);
    for (ReferenceEvent event : taken) {
      Reference reference = source.reference(event.key());
      if (reference != null) {
        context.storage().beginStatement();
        rules.apply(reference, event);
      }
    }
  }
}
