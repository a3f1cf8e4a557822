package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.SegmentStore;
import org.ordinaldb.transaction.Snapshots;
import org.ordinaldb.transaction.TableState;

/// Knows which segments are stored and deletes those that nobody can come to need: not the newest
/// state, no snapshot, no transaction or compaction under way, and no recovery after a crash. Safe
/// for use by many threads.
final class SegmentGarbage {
  /// A segment that left the newest state.
  ///
  /// @param commit recovery does not come upon it once the log is trimmed through this commit
  /// @param sequence no snapshot of this state or a later one sees it
  private record Victim(long segment, long commit, long sequence) {}

  private final SegmentStore store;

  /// Table by segment id.
  private final Map<Long, Integer> stored = new ConcurrentHashMap<>();

  /// Segments that somebody builds or has built and not handed over yet.
  private final Set<Long> pinned = ConcurrentHashMap.newKeySet();

  private final List<Victim> victims = new ArrayList<>();
  private final Set<Long> known = new HashSet<>();

  SegmentGarbage(SegmentStore store) {
    this.store = store;
  }

  /// Takes over after recovery: deletes what neither a manifest nor a commit record names.
  ///
  /// @param named the other segments, with their tables
  void start(Map<Long, Integer> named) {
    stored.putAll(named);
    for (long id : store.ids()) {
      if (!stored.containsKey(id)) {
        store.delete(id);
      }
    }
  }

  /// Gives out the id of a segment to be built; it is kept until [#unpin].
  long pinNew(int table) {
    long id = store.newId();
    pinned.add(id);
    stored.put(id, table);
    return id;
  }

  /// Keeps the segments of a prepared transaction that was recovered until [#unpin].
  void pin(List<Segment> segments) {
    for (Segment segment : segments) {
      pinned.add(segment.descriptor().id());
    }
  }

  /// The segments are part of the newest state, or nobody's.
  void unpin(List<Segment> segments) {
    for (Segment segment : segments) {
      pinned.remove(segment.descriptor().id());
    }
  }

  void unpin(long segment) {
    pinned.remove(segment);
  }

  /// Deletes what can be deleted.
  ///
  /// @param trimmedThrough recovery starts from manifests of this commit
  synchronized void sweep(
      Supplier<DatabaseState> newest, long trimmedThrough, Snapshots snapshots) {
    Map<Long, Integer> candidates = Map.copyOf(stored);
    Set<Long> building = Set.copyOf(pinned);
    // Read after `pinned`: what was unpinned by then is in this state if it is in any.
    DatabaseState current = newest.get();
    Set<Long> used = used(current);
    Set<Integer> tables = current.catalog().storedIds();
    candidates.forEach((id, table) -> {
      if (!used.contains(id) && !building.contains(id) && known.add(id)) {
        long commit = forgottenAt(current, tables, table, trimmedThrough);
        victims.add(new Victim(id, commit, current.sequence()));
      }
    });
    long oldestSequence = snapshots.oldestSequence();
    for (Iterator<Victim> each = victims.iterator(); each.hasNext(); ) {
      Victim victim = each.next();
      if (trimmedThrough >= victim.commit() && oldestSequence >= victim.sequence()) {
        store.delete(victim.segment());
        stored.remove(victim.segment());
        known.remove(victim.segment());
        each.remove();
      }
    }
  }

  /// A segment that a compaction replaced is forgotten by then; after TRUNCATE and DROP manifests
  /// and records name it until the log is trimmed past them.
  private static long forgottenAt(
      DatabaseState current, Set<Integer> tables, int table, long trimmedThrough) {
    boolean replaced =
        tables.contains(table) && current.table(table).truncatedAt() <= trimmedThrough;
    return replaced ? trimmedThrough : current.commit();
  }

  private static Set<Long> used(DatabaseState state) {
    Set<Long> ids = new HashSet<>();
    for (TableState table : state.tables().values()) {
      table.segments().forEach(segment -> ids.add(segment.descriptor().id()));
    }
    return ids;
  }
}
