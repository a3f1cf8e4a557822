package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.segment.SegmentDescriptor;
import org.ordinaldb.segment.SegmentLayout;
import org.ordinaldb.transaction.CommitLog;
import org.ordinaldb.transaction.CommitRecord;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.Manifest;
import org.ordinaldb.transaction.ManifestStore;
import org.ordinaldb.transaction.PreparedRecord;
import org.ordinaldb.transaction.PreparedStore;
import org.ordinaldb.transaction.SegmentStore;
import org.ordinaldb.transaction.TableState;

/// Rebuilds the committed state from JE: the segments that the manifests name, then every commit
/// record that is newer than its table's manifest, and the transactions that were prepared.
final class Recovery {
  /// @param state everything committed
  /// @param mergedThrough by table: the commit through which its manifest goes
  /// @param named the segments that manifests and records name, with their tables; the state need
  ///     not have them all, but the next recovery will look for them too
  /// @param prepared by global id
  record Result(
      DatabaseState state,
      Map<Integer, Long> mergedThrough,
      Map<Long, Integer> named,
      Map<String, PreparedRecord> prepared) {}

  private final Executor executor;
  private final CommitLog log;
  private final ManifestStore manifests;
  private final PreparedStore preparedStore;
  private final SegmentStore store;
  private final Map<Integer, TableDescriptor> stored;
  private final Catalog catalog;
  private final Map<Integer, Long> mergedThrough = new HashMap<>();
  private final Map<Integer, ReplayedTable> tables = new HashMap<>();
  private final Map<Long, Integer> named = new HashMap<>();

  private Recovery(
      Executor executor,
      CommitLog log,
      ManifestStore manifests,
      PreparedStore preparedStore,
      SegmentStore store) {
    this.executor = executor;
    this.log = log;
    this.manifests = manifests;
    this.preparedStore = preparedStore;
    this.store = store;
    this.catalog = log.catalog();
    this.stored = catalog.stored();
  }

  /// @param executor applies records while this thread reads the next ones
  static Result run(
      Executor executor,
      CommitLog log,
      ManifestStore manifests,
      PreparedStore preparedStore,
      SegmentStore store) {
    return new Recovery(executor, log, manifests, preparedStore, store).run();
  }

  private Result run() {
    long last = log.catalogCommit();
    for (Map.Entry<Integer, Manifest> each : manifests.all().entrySet()) {
      Manifest manifest = each.getValue();
      mergedThrough.put(each.getKey(), manifest.mergedThrough());
      last = Math.max(last, manifest.mergedThrough());
      if (stored.containsKey(each.getKey())) {
        tables.put(each.getKey(), new ReplayedTable(open(each.getKey(), manifest)));
      }
    }
    ReplayQueue queue = new ReplayQueue(executor, this::apply);
    try {
      last = Math.max(last, log.recover(queue));
    } finally {
      queue.finish();
    }
    Map<Integer, TableState> states = new HashMap<>();
    tables.forEach((table, replayed) -> states.put(table, replayed.state()));
    DatabaseState state = new DatabaseState(last, 0, catalog, states);
    return new Result(state, mergedThrough, named, prepared());
  }

  private TableState open(int table, Manifest manifest) {
    List<Segment> segments = new ArrayList<>();
    for (SegmentDescriptor descriptor : manifest.segments()) {
      segments.add(open(stored, table, descriptor));
    }
    return TableState.folded(segments, manifest.rest(), manifest.mergedThrough());
  }

  private Segment open(
      Map<Integer, TableDescriptor> known, int table, SegmentDescriptor descriptor) {
    TableDescriptor owner = known.get(table);
    if (owner == null) {
      throw new IllegalStateException("segment of unknown table " + table);
    }
    named.put(descriptor.id(), table);
    return store.open(descriptor, SegmentLayout.of(owner));
  }

  private void apply(long number, byte[] bytes) {
    CommitRecord record =
        CommitRecord.decode(
            bytes,
            new CommitRecord.Source() {
              @Override
              public boolean wants(int table) {
                return stored.containsKey(table) && number > mergedThrough.getOrDefault(table, 0L);
              }

              @Override
              public Segment open(int table, SegmentDescriptor descriptor) {
                return Recovery.this.open(stored, table, descriptor);
              }
            });
    record
        .writes()
        .forEach((table, writes) ->
            tables
                .computeIfAbsent(table, id -> new ReplayedTable(TableState.EMPTY))
                .apply(writes, number));
  }

  private Map<String, PreparedRecord> prepared() {
    Map<String, PreparedRecord> prepared = new HashMap<>();
    preparedStore
        .all()
        .forEach((globalId, bytes) ->
            prepared.put(globalId, PreparedRecord.decode(bytes, this::tablesOf)));
    return prepared;
  }

  /// The tables of a prepared transaction, those that it made included.
  private CommitRecord.Source tablesOf(@Nullable Catalog changed) {
    Map<Integer, TableDescriptor> known = changed == null ? stored : changed.stored();
    return new CommitRecord.Source() {
      @Override
      public boolean wants(int table) {
        return true;
      }

      @Override
      public Segment open(int table, SegmentDescriptor descriptor) {
        return Recovery.this.open(known, table, descriptor);
      }
    };
  }
}
