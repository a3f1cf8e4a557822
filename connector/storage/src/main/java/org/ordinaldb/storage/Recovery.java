package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.ordinaldb.transaction.SegmentStore;
import org.ordinaldb.transaction.TableState;

/// Rebuilds the committed state from JE: the segments that the manifests name, then every commit
/// record that is newer than its table's manifest.
final class Recovery {
  /// @param state everything committed
  /// @param mergedThrough by table: the commit through which its manifest goes
  /// @param named the segments that manifests and records name, with their tables; the state need
  ///     not have them all, but the next recovery will look for them too
  record Result(DatabaseState state, Map<Integer, Long> mergedThrough, Map<Long, Integer> named) {}

  private final CommitLog log;
  private final ManifestStore manifests;
  private final SegmentStore store;
  private final Catalog catalog;
  private final Map<Integer, Long> mergedThrough = new HashMap<>();
  private final Map<Integer, TableState> tables = new HashMap<>();
  private final Map<Long, Integer> named = new HashMap<>();

  private Recovery(CommitLog log, ManifestStore manifests, SegmentStore store) {
    this.log = log;
    this.manifests = manifests;
    this.store = store;
    this.catalog = log.catalog();
  }

  static Result run(CommitLog log, ManifestStore manifests, SegmentStore store) {
    return new Recovery(log, manifests, store).run();
  }

  private Result run() {
    long last = log.catalogCommit();
    for (Map.Entry<Integer, Manifest> each : manifests.all().entrySet()) {
      Manifest manifest = each.getValue();
      mergedThrough.put(each.getKey(), manifest.mergedThrough());
      last = Math.max(last, manifest.mergedThrough());
      if (catalog.table(each.getKey()) != null) {
        tables.put(each.getKey(), open(each.getKey(), manifest));
      }
    }
    last = Math.max(last, log.replay(0, this::apply));
    return new Result(new DatabaseState(last, 0, catalog, tables), mergedThrough, named);
  }

  private TableState open(int table, Manifest manifest) {
    List<Segment> segments = new ArrayList<>();
    for (SegmentDescriptor descriptor : manifest.segments()) {
      segments.add(open(table, descriptor));
    }
    return TableState.folded(segments, manifest.mergedThrough());
  }

  private Segment open(int table, SegmentDescriptor descriptor) {
    TableDescriptor owner = catalog.table(table);
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
                return catalog.table(table) != null
                    && number > mergedThrough.getOrDefault(table, 0L);
              }

              @Override
              public Segment open(int table, SegmentDescriptor descriptor) {
                return Recovery.this.open(table, descriptor);
              }
            });
    record
        .writes()
        .forEach((table, writes) ->
            tables.put(table, tables.getOrDefault(table, TableState.EMPTY).after(writes, number)));
  }
}
