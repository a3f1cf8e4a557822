package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.segment.SegmentCheck;
import org.ordinaldb.segment.SegmentDescriptor;
import org.ordinaldb.segment.SegmentLayout;
import org.ordinaldb.transaction.CommitLog;
import org.ordinaldb.transaction.CommitRecord;
import org.ordinaldb.transaction.DatabaseState;
import org.ordinaldb.transaction.DeltaCursor;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.transaction.Journal;
import org.ordinaldb.transaction.Manifest;
import org.ordinaldb.transaction.ManifestStore;
import org.ordinaldb.transaction.PreparedStore;
import org.ordinaldb.transaction.RowCodec;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.transaction.SegmentStore;
import org.ordinaldb.transaction.Snapshot;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.VectorBuilder;

/// One check of everything the engine keeps, from the files up: JE's log entry by entry, manifests,
/// the catalog and commit records, then table by table every segment, the order of keys across
/// segments, and the delta above them. Owned by one thread; readers and writers go on meanwhile.
final class EngineCheck {
  private final Journal journal;
  private final CommitLog log;
  private final ManifestStore manifests;
  private final PreparedStore prepared;
  private final SegmentStore store;
  private final CancelToken cancel;
  private final List<CheckFinding> findings = new ArrayList<>();

  EngineCheck(
      Journal journal,
      CommitLog log,
      ManifestStore manifests,
      PreparedStore prepared,
      SegmentStore store,
      CancelToken cancel) {
    this.journal = journal;
    this.log = log;
    this.manifests = manifests;
    this.prepared = prepared;
    this.store = store;
    this.cancel = cancel;
  }

  List<CheckFinding> findings() {
    return findings;
  }

  void checkFiles() {
    guarded(
        "the data directory",
        () ->
            journal.verifyFiles(
                (file, problem) -> findings.add(CheckFinding.of("file " + file, problem)),
                cancel::check));
  }

  /// Manifests and commit records; compaction must not run meanwhile, for it removes what they name.
  void checkLog(Catalog catalog, long newest) {
    guarded("the catalog", log::catalog);
    Map<Integer, Long> mergedThrough = new HashMap<>();
    guarded("the manifests", () -> checkManifests(manifests.all(), newest, mergedThrough));
    guarded("the prepared transactions", prepared::all);
    guarded("the commit log", () -> checkRecords(catalog, mergedThrough));
  }

  private void checkManifests(
      Map<Integer, Manifest> all, long newest, Map<Integer, Long> mergedThrough) {
    all.forEach((table, manifest) -> {
      mergedThrough.put(table, manifest.mergedThrough());
      if (manifest.mergedThrough() > newest) {
        findings.add(
            CheckFinding.of(
                "the manifest of table " + table,
                "it goes through commit %d, the newest is %d"
                    .formatted(manifest.mergedThrough(), newest)));
      }
    });
  }

  private void checkRecords(Catalog catalog, Map<Integer, Long> mergedThrough) {
    Map<Integer, TableDescriptor> stored = catalog.stored();
    log.replay(
        0,
        (number, record) ->
            guarded(
                "the record of commit " + number,
                () -> {
                  cancel.check();
                  if (number <= 0) {
                    findings.add(CheckFinding.of("the commit log", "a record has no number"));
                  }
                  CommitRecord.decode(record, new Source(stored, mergedThrough, number));
                }));
  }

  /// Opens what a record names, as a recovery would: where a manifest goes through the record's
  /// number, its segments may be gone.
  private final class Source implements CommitRecord.Source {
    private final Map<Integer, TableDescriptor> stored;
    private final Map<Integer, Long> mergedThrough;
    private final long number;

    Source(Map<Integer, TableDescriptor> stored, Map<Integer, Long> mergedThrough, long number) {
      this.stored = stored;
      this.mergedThrough = mergedThrough;
      this.number = number;
    }

    @Override
    public boolean wants(int table) {
      return stored.containsKey(table) && number > mergedThrough.getOrDefault(table, 0L);
    }

    @Override
    public Segment open(int table, SegmentDescriptor descriptor) {
      TableDescriptor owner = stored.get(table);
      if (owner == null) {
        throw new IllegalStateException("segment of unknown table " + table);
      }
      return store.open(descriptor, SegmentLayout.of(owner));
    }
  }

  /// Every table at one moment.
  void checkTables(Snapshot snapshot) {
    DatabaseState state = snapshot.state();
    Map<Integer, TableDescriptor> stored = state.catalog().stored();
    state
        .tables()
        .forEach((id, content) -> {
          TableDescriptor table = stored.get(id);
          if (table != null) {
            checkTable(table, content);
          }
        });
  }

  private void checkTable(TableDescriptor table, TableState content) {
    for (SegmentRun run : content.runs()) {
      for (int i = 0; i < run.segmentCount(); i++) {
        checkSegment(table, run.segment(i).descriptor(), i == 0 ? null : run.segment(i - 1));
      }
    }
    if (journal.isValid()) {
      guarded(table, () -> checkRuns(table, content));
      guarded(table, () -> checkDelta(table, content));
    }
  }

  private void checkSegment(
      TableDescriptor table, SegmentDescriptor segment, @Nullable Segment before) {
    if (!journal.isValid()) {
      return;
    }
    SegmentCheck.Findings found =
        (column, chunk, problem) ->
            findings.add(
                new CheckFinding(
                    table.id(), table.qualifiedName(), segment.id(), column, chunk, problem));
    if (before != null
        && Arrays.compareUnsigned(before.descriptor().lastKey(), segment.firstKey()) >= 0) {
      found.add(-1, -1, "its keys do not follow those of segment " + before.descriptor().id());
    }
    try {
      byte[] model = store.model(segment.id());
      new SegmentCheck(segment, SegmentLayout.of(table), model, store, found).run(cancel::check);
    } catch (SqlException e) {
      cancel.check();
      found.add(-1, -1, e.text());
    } catch (RuntimeException e) {
      found.add(-1, -1, "it cannot be read: " + e);
    }
  }

  /// No key stands in two segments of runs that overlap.
  private void checkRuns(TableDescriptor table, TableState content) {
    if (content.runs().size() < 2) {
      return;
    }
    TableView view = new TableView(content.runs(), DeltaTree.EMPTY);
    ScanRequest keys = ScanRequest.all(table, ScanRequest.ROW_KEY);
    byte[] last = null;
    try (TableScan scan = new MergeScan(view, new TableLayout(table), keys, new SearchCounters())) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        cancel.check();
        for (int i = 0; i < batch.size(); i++) {
          byte[] key = ((BytesVector) batch.column(0)).bytes(batch.row(i));
          if (last != null && Arrays.compareUnsigned(last, key) >= 0) {
            add(table, "a key stands in two of its segments");
            return;
          }
          last = key;
        }
      }
    }
  }

  /// The delta is in key order, its rows can be read, and it knows which of its keys stand below it:
  /// row counts and ranks are computed from that.
  private void checkDelta(TableDescriptor table, TableState content) {
    TableLayout layout = new TableLayout(table);
    VectorBuilder[] columns = new VectorBuilder[table.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = VectorBuilder.of(layout.kind(i), 16);
    }
    SearchCounters counters = new SearchCounters();
    DeltaCursor cursor = content.delta().cursor(0, content.delta().size());
    DeltaEntry before = null;
    int checked = 0;
    for (DeltaEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
      if (before != null && Arrays.compareUnsigned(before.key(), entry.key()) >= 0) {
        add(table, "the keys of its delta do not ascend");
      }
      if (entry.inBase() != content.segmentsContain(entry.key(), counters)) {
        add(table, "commit " + entry.commit() + " is wrong about a key in the segments");
      }
      checkRow(table, layout, entry, columns);
      before = entry;
      if ((++checked & 0xfff) == 0) {
        cancel.check();
      }
    }
  }

  private void checkRow(
      TableDescriptor table, TableLayout layout, DeltaEntry entry, VectorBuilder[] columns) {
    byte[] row = entry.row();
    if (row == null) {
      return;
    }
    try {
      for (int i = 0; i < columns.length; i++) {
        RowCodec.append(row, i, columns[i], layout.kind(i));
        columns[i].build();
      }
    } catch (IndexOutOfBoundsException e) {
      add(table, "a row of commit " + entry.commit() + " cannot be decoded");
    }
  }

  private void add(TableDescriptor table, String problem) {
    findings.add(new CheckFinding(table.id(), table.qualifiedName(), 0, -1, -1, problem));
  }

  private void guarded(TableDescriptor table, Runnable step) {
    guarded(table.qualifiedName(), step);
  }

  /// Runs a step; damage that keeps it from going on is a finding.
  private void guarded(String place, Runnable step) {
    try {
      step.run();
    } catch (SqlException e) {
      cancel.check();
      findings.add(CheckFinding.of(place, e.text()));
    } catch (RuntimeException e) {
      findings.add(CheckFinding.of(place, "it cannot be read: " + e));
    }
  }
}
