package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.transaction.Snapshot;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.transaction.Transaction;

/// The table that a bulk load comes on: as it was when the load began and, once other writers are
/// locked out, as it is. Owned by the session's thread.
final class LoadBase implements AutoCloseable {
  private final LocalEngine engine;
  private final TableLocker tables;
  private final Transaction transaction;
  private final TableLayout layout;

  /// What the transaction itself did to the table before.
  private final TableWrites writes;

  /// Kept, so that compaction leaves in the delta what is written meanwhile.
  private final Snapshot begun;

  /// What is locked to keep others from writing to it; null when nobody else does.
  private final @Nullable TableDescriptor written;

  private TableState committed;
  private boolean othersLockedOut;

  LoadBase(LocalEngine engine, TableLocker tables, Transaction transaction, TableLayout layout) {
    this.engine = engine;
    this.tables = tables;
    this.transaction = transaction;
    this.layout = layout;
    this.writes = transaction.writes(layout.id());
    tables.lockRowsOf(transaction, layout, TableLock.LOAD);
    this.written = tables.writtenWith(transaction, layout);
    this.begun = engine.snapshots.take();
    this.committed = begun.state().table(layout.id());
  }

  /// Whether another writer can take a key of the load. Not one of rows that are numbered by the engine,
  /// unless they have another key.
  boolean mayMeetOthers() {
    return written != null
        && !writes.truncated()
        && (!layout.hasHiddenKey()
            || layout.table.indexes().stream().anyMatch(IndexDescriptor::unique));
  }

  /// Keeps others from writing to the table until the transaction ends.
  void lockOthersOut() {
    if (written != null && !othersLockedOut) {
      TableDescriptor _ = tables.lockPresent(transaction, written, TableLock.ATTACH);
      committed = engine.sequence.current().table(layout.id());
      othersLockedOut = true;
    }
  }

  /// 40001 when the transaction keeps a snapshot that sees rows which are not there any more.
  void requireUnchangedRows() {
    tables.requireUnchangedRows(transaction, layout);
  }

  /// The table under the transaction's rows.
  TableView view(DeltaTree own) {
    return TransactionView.of(committed, writes.withOwn(own)).overlaid(KeyRange.ALL);
  }

  /// Gives what others have committed since the load began, but for the rows of other loads.
  void forEachNewer(Consumer<DeltaEntry> taker) {
    committed.delta().forEachNewer(begun.commit(), taker);
  }

  /// The segments that other loads, or compaction, have added since then.
  List<Segment> segmentsSince() {
    if (committed.loadedAt() <= begun.commit()) {
      return List.of();
    }
    List<Segment> since = new ArrayList<>(committed.segments());
    since.removeAll(begun.state().table(layout.id()).segments());
    return since;
  }

  @Override
  public void close() {
    begun.close();
  }
}
