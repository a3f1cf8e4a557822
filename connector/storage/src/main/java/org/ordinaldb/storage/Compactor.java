package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.segment.SegmentDescriptor;
import org.ordinaldb.transaction.CommitLog;
import org.ordinaldb.transaction.CommitSequence;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.transaction.Fold;
import org.ordinaldb.transaction.Manifest;
import org.ordinaldb.transaction.ManifestStore;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.transaction.SegmentStore;
import org.ordinaldb.transaction.Snapshot;
import org.ordinaldb.transaction.Snapshots;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.type.ColumnBatch;

/// Folds deltas into segments, one pass at a time:
///
/// 1. takes the oldest state that anybody reads; what is newer stays in the delta, so no snapshot
///    ever misses a row;
/// 2. rewrites those segments of each changed table where it pays ([CompactionPlan]), replaces its
///    manifest in one JE transaction, and then the table's content in the newest state;
/// 3. trims the commit log, whose records up to that state nobody needs any more;
/// 4. deletes segments that nobody can see.
///
/// A crash between any two writes leaves the former manifest and all records, and garbage.
final class Compactor {
  private static final System.Logger LOG = System.getLogger(Compactor.class.getName());

  /// A pass writes so many full segments at the most.
  private static final long PASS_SEGMENTS = 2;

  /// Rounds in which a new content catches up with commits before it does so under the lock.
  private static final int CATCH_UPS = 3;

  private final CommitSequence sequence;
  private final Snapshots snapshots;
  private final SegmentStore store;
  private final SegmentGarbage garbage;
  private final ManifestStore manifests;
  private final CommitLog log;
  private final int segmentRows;
  private final long restBytesMax;
  private final BooleanSupplier stopped;
  private final LongAdder passes = new LongAdder();

  /// Held while space is given back.
  private final Object reclaiming = new Object();

  /// What became of a table so far.
  ///
  /// @param through the commit through which its manifest goes
  /// @param sequence the first state that has the manifest's segments
  private record Folded(long through, long sequence) {}

  /// By table; guarded by `this`.
  private final Map<Integer, Folded> folded = new HashMap<>();

  private long trimmedThrough;

  /// Entries that the last pass left in the delta, by table: no reason for another one.
  private volatile Map<Integer, Integer> rest = Map.of();

  /// How many units that pay the last pass left undone.
  private volatile int left;

  Compactor(
      CommitSequence sequence,
      Snapshots snapshots,
      SegmentStore store,
      SegmentGarbage garbage,
      ManifestStore manifests,
      CommitLog log,
      int segmentRows,
      long restBytesMax,
      Map<Integer, Long> mergedThrough,
      BooleanSupplier stopped) {
    this.sequence = sequence;
    this.snapshots = snapshots;
    this.store = store;
    this.garbage = garbage;
    this.manifests = manifests;
    this.log = log;
    this.segmentRows = segmentRows;
    this.restBytesMax = restBytesMax;
    mergedThrough.forEach((table, through) -> folded.put(table, new Folded(through, 0)));
    this.stopped = stopped;
  }

  /// How many tables were folded.
  long count() {
    return passes.sum();
  }

  /// Waits for what is under way; later passes do nothing once the engine closes.
  synchronized void awaitIdle() {
    synchronized (reclaiming) {
      assert stopped.getAsBoolean();
    }
  }

  /// Does something while no pass is under way.
  synchronized void whileIdle(Runnable action) {
    action.run();
  }

  /// How many entries of a table's delta the last pass left there on purpose.
  int rest(int table) {
    return rest.getOrDefault(table, 0);
  }

  /// Whether the last pass ended at its bound.
  boolean hasMore() {
    return left > 0;
  }

  /// Folds everything that can be folded, in as many passes as units are changed at the most, for
  /// writers may go on changing others. Gives the space back after each: what is being written and what
  /// it replaces need space at the same time. What was folded stays so when it is cancelled.
  void runAll(CancelToken cancel) {
    int undone = runAndReclaim(cancel);
    for (int passes = undone; passes > 0 && undone > 0; passes--) {
      undone = runAndReclaim(cancel);
    }
  }

  private int runAndReclaim(CancelToken cancel) {
    int undone = run(true, cancel::isCancelled);
    reclaim(cancel::isCancelled);
    cancel.check();
    return undone;
  }

  /// Gives the space of what passes made superfluous back to the operating system, while other passes
  /// may be under way.
  ///
  /// @param enough ends it early
  void reclaim(BooleanSupplier enough) {
    synchronized (reclaiming) {
      store.reclaim(() -> stopped.getAsBoolean() || enough.getAsBoolean());
    }
  }

  /// One pass over all tables; returns early when the engine closes.
  void run() {
    run(false, () -> false);
  }

  /// Returns how many changed units were left for the next pass.
  ///
  /// @param enough ends it early
  private synchronized int run(boolean all, BooleanSupplier enough) {
    if (stopped.getAsBoolean()) {
      return 0;
    }
    // A pass that failed has left some, and this one may fail for want of the space.
    sweep();
    boolean complete = true;
    try (Snapshot oldest = snapshots.takeOldest()) {
      DatabaseState before = oldest.state();
      Map<Integer, TableDescriptor> stored = before.catalog().stored();
      Map<Integer, TableState> changed = new HashMap<>();
      for (Map.Entry<Integer, TableState> table : before.tables().entrySet()) {
        TableDescriptor descriptor = stored.get(table.getKey());
        if (descriptor != null && isChanged(table.getKey(), table.getValue(), all)) {
          changed.put(table.getKey(), table.getValue());
        }
      }
      CompactionPlan plan =
          CompactionPlan.of(
              changed, segmentRows, PASS_SEGMENTS * segmentRows, all ? 0 : restBytesMax);
      for (Map.Entry<Integer, TableState> table : changed.entrySet()) {
        TableDescriptor descriptor = Objects.requireNonNull(stored.get(table.getKey()));
        complete &= fold(descriptor, table.getValue(), before, plan, enough);
      }
      left = plan.left();
      if (complete && !stopped.getAsBoolean()) {
        removeDropped(stored.keySet());
        log.trim(before.commit());
        trimmedThrough = before.commit();
      }
    }
    sweep();
    return complete ? left : 0;
  }

  private void sweep() {
    garbage.sweep(sequence::sound, trimmedThrough, snapshots);
  }

  private Folded folded(int table) {
    return folded.getOrDefault(table, new Folded(0, 0));
  }

  /// A table whose changes have all been dealt with may still have some of them in its delta, and a
  /// load may have left segments that overlap.
  private boolean isChanged(int table, TableState state, boolean all) {
    return state.lastChange() > folded(table).through()
        || (!state.delta().isEmpty()
            && (all || hasMore() || state.delta().heapBytes() > restBytesMax))
        || state.runs().size() > 1;
  }

  private void removeDropped(Set<Integer> stored) {
    for (int table : List.copyOf(folded.keySet())) {
      if (!stored.contains(table)) {
        manifests.remove(table);
        folded.remove(table);
      }
    }
  }

  /// Folds one table. False when that has to wait: it is enough, the engine closes, or a snapshot from before the
  /// last fold is still read, whose state knows nothing of the segments that the table has by now.
  private boolean fold(
      TableDescriptor descriptor,
      TableState before,
      DatabaseState state,
      CompactionPlan plan,
      BooleanSupplier enough) {
    if (state.sequence() < folded(descriptor.id()).sequence()) {
      return false;
    }
    long start = System.nanoTime();
    TableLayout layout = new TableLayout(descriptor);
    List<Segment> kept = new ArrayList<>();
    List<Segment> written = new ArrayList<>();
    List<Fold.Range> ranges = new ArrayList<>();
    boolean named = false;
    boolean installed = false;
    try {
      for (CompactionUnit unit : plan.units().getOrDefault(descriptor.id(), List.of())) {
        if (!plan.written().contains(unit)) {
          kept.addAll(unit.segments());
        } else if (rewrite(unit, layout, before, written, enough)) {
          ranges.add(new Fold.Range(unit.from(), unit.to()));
        } else {
          return false;
        }
      }
      kept.addAll(written);
      Fold fold = new Fold(before.delta(), state.commit(), ranges);
      DeltaTree left = fold.rest();
      manifests.put(descriptor.id(), manifest(fold, kept, left));
      named = true;
      install(descriptor.id(), before, kept, fold);
      installed = true;
      rest = withRest(descriptor.id(), left.size());
      passes.increment();
    } finally {
      // What only a manifest names is not garbage: the next start reads it.
      if (installed || !named) {
        garbage.unpin(written);
      }
    }
    LOG.log(
        System.Logger.Level.DEBUG,
        () ->
            "event=compacted table=%s through=%d entries=%d left=%d segmentsWritten=%d millis=%d"
                .formatted(
                    descriptor.name(),
                    state.commit(),
                    before.delta().size(),
                    rest(descriptor.id()),
                    written.size(),
                    (System.nanoTime() - start) / 1_000_000));
    return true;
  }

  /// Writes the rows of a unit anew.
  private boolean rewrite(
      CompactionUnit unit,
      TableLayout layout,
      TableState before,
      List<Segment> written,
      BooleanSupplier enough) {
    TableView view = new TableView(SegmentRun.arrange(unit.segments()), before.delta());
    KeyRange range = new KeyRange(unit.from(), unit.to());
    SearchCounters counters = new SearchCounters();
    long rows = view.count(range, counters);
    long pieces = Math.max(1, (rows + segmentRows - 1) / segmentRows);
    SegmentWriter writer =
        new SegmentWriter(layout, store, garbage, (int) Math.max(1, (rows + pieces - 1) / pieces));
    ScanRequest request =
        new ScanRequest(
            layout.table, List.of(range), layout.segmentInput(), List.of(), false, 0, -1);
    boolean complete = false;
    try (TableScan scan = new MergeScan(view, layout, request, counters)) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        if (stopped.getAsBoolean() || enough.getAsBoolean()) {
          return false;
        }
        writer.add(batch);
      }
      written.addAll(writer.finish());
      complete = true;
    } finally {
      if (!complete) {
        writer.discard();
      }
    }
    return true;
  }

  private static Manifest manifest(Fold fold, List<Segment> segments, DeltaTree left) {
    List<SegmentDescriptor> descriptors = new ArrayList<>();
    segments.forEach(segment -> descriptors.add(segment.descriptor()));
    return new Manifest(fold.through(), descriptors, left);
  }

  private Map<Integer, Integer> withRest(int table, int entries) {
    Map<Integer, Integer> rests = new HashMap<>(rest);
    rests.put(table, entries);
    return Map.copyOf(rests);
  }

  private void install(int table, TableState before, List<Segment> segments, Fold fold) {
    TableState seen = sequence.current().table(table);
    TableState prepared = seen.refolded(before, segments, fold);
    for (int round = 0; round < CATCH_UPS; round++) {
      TableState newer = sequence.current().table(table);
      prepared = prepared.caughtUp(seen, newer, fold);
      seen = newer;
    }
    TableState lastSeen = seen;
    TableState lastPrepared = prepared;
    sequence.rearrange(newest -> {
      TableState now = newest.table(table);
      boolean gone =
          !newest.catalog().storedIds().contains(table) || now.truncatedAt() > fold.through();
      DatabaseState changed =
          gone ? newest : newest.with(table, lastPrepared.caughtUp(lastSeen, now, fold));
      folded.put(table, new Folded(fold.through(), changed.sequence()));
      return changed;
    });
  }
}
