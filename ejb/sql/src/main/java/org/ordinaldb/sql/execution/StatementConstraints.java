package org.ordinaldb.sql.execution;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.BytesVector;

/// The foreign keys and deferrable unique constraints that a statement has to look at when its rows are
/// written. Owned by the session's thread.
///
/// Looking at one may change further rows (CASCADE and its like), whose own foreign keys queue up
/// behind it, as PostgreSQL's triggers do.
public final class StatementConstraints {
  private final ConstraintSource source;
  private final DeferredChecks deferred;
  private final ArrayDeque<ReferenceEvent> events = new ArrayDeque<>(0);

  /// Looked at before foreign keys, as PostgreSQL's triggers are named so that they come first.
  private final SequencedMap<Integer, UniqueEvent> unique = new LinkedHashMap<>();

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

  /// Notes that rows with some keys of a deferrable unique constraint were written.
  void written(IndexMaintenance.Maintained key, BytesVector keys) {
    IndexDescriptor index = key.index().index();
    UniqueEvent event = unique.get(index.id());
    if (event == null) {
      event = new UniqueEvent(index.id());
      // PostgreSQL's triggers fire in the order of their names, those of primary keys first.
      if (index.primary()) {
        unique.putFirst(index.id(), event);
      } else {
        unique.put(index.id(), event);
      }
    }
    event.add(keys);
  }

  /// The statement's own rows are written: does what its constraints ask for, or puts it off.
  public void finish(ExecutionContext context) {
    checkUnique(context);
    ReferenceRules rules = new ReferenceRules(context);
    for (ReferenceEvent event = events.poll(); event != null; event = events.poll()) {
      Reference reference = event.keys().size() == 0 ? null : source.reference(event.constraint());
      if (reference == null) {
        continue;
      }
      if (rules.isCheck(reference, event.kind())
          && deferred.isDeferred(event.constraint(), reference.key().deferral())) {
        deferred.add(event);
        continue;
      }
      // What was committed while the rows of this event were waited for counts too: those of a
      // cascade
      // are locked by the event before.
      context.storage().beginStatement();
      rules.apply(reference, event);
      checkUnique(context);
    }
  }

  private void checkUnique(ExecutionContext context) {
    for (UniqueEvent event : unique.values()) {
      IndexTable index = source.index(event.constraint());
      if (index == null) {
        continue;
      }
      if (deferred.isDeferred(event.constraint(), index.index().deferral())) {
        deferred.add(event);
      } else {
        event.check(index, context.storage());
      }
    }
    unique.clear();
  }

  /// Runs checks that were put off.
  ///
  /// @param wanted by the constraint's id
  public void runDeferred(Predicate<Integer> wanted, ExecutionContext context) {
    List<ConstraintEvent> taken = deferred.take(wanted);
    ReferenceRules rules = new ReferenceRules(context);
    for (ConstraintEvent event : taken) {
      switch (event) {
        case UniqueEvent keys -> {
          IndexTable index = source.index(event.constraint());
          if (index != null) {
            keys.check(index, context.storage());
          }
        }
        case ReferenceEvent keys -> {
          Reference reference = source.reference(event.constraint());
          if (reference != null) {
            context.storage().beginStatement();
            rules.apply(reference, keys);
          }
        }
      }
    }
  }

  /// The tables whose rows wait to be looked at.
  public Set<Integer> pendingTables() {
    Set<Integer> tables = new HashSet<>();
    for (ConstraintEvent event : deferred.events()) {
      IndexTable index = source.index(event.constraint());
      Reference reference = source.reference(event.constraint());
      if (index != null) {
        tables.add(index.table().id());
      } else if (reference != null && event instanceof ReferenceEvent keys) {
        boolean refers = keys.kind() == ReferenceEvent.Kind.REFERRING;
        tables.add((refers ? reference.child() : reference.parent()).id());
      }
    }
    return tables;
  }
}
