package org.ordinaldb.sql.command;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.sql.execution.IndexMaintenance.Maintained;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.sql.system.IndexProgress;
import org.ordinaldb.storage.Moment;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.TableLock;

/// Builds an index while writers of its table go on, in transactions of its own:
///
/// 1. The index stands in the catalog and is not ready: nobody else writes its entries or reads them.
/// 2. The entries of one moment are loaded, as in any build.
/// 3. What was committed since is laid over them, moment after moment: the table's delta tells which
///    rows that are, and the moments what they were and are.
/// 4. When little is left, writers are kept out while it is laid over and the index gets ready. So none
///    can miss an entry or leave one behind.
///
/// In PostgreSQL, writers keep the entries of an index that is not valid yet. Such entries may be
/// missing, stale or there already, which a unique index has to be told about; here an index is exact
/// from its first entry on. The price is the last step: see [WritersPause]. While long transactions are
/// waited for, what was committed is laid over now and then, for compaction folds nothing that is newer
/// than the moment reached.
///
/// A build that fails leaves the index as it is, for DROP INDEX or REINDEX. The table's lock, held
/// throughout, keeps bulk loads, TRUNCATE, ALTER TABLE and other builds away. Owned by the session's
/// thread.
final class ConcurrentBuild implements AutoCloseable {
  /// Batches of rows that are few enough for the last step.
  private static final int FEW_BATCHES = 2;

  private final CommandContext context;
  private final StorageSession storage;
  private final IndexProgress progress;
  private final WritersPause pause;
  private final int tableId;

  /// The moment of which the index has the entries.
  private @Nullable Moment reached;

  /// The moment that is being laid over it.
  private @Nullable Moment next;

  ConcurrentBuild(CommandContext context, TableDescriptor table, IndexProgress progress) {
    this.context = context;
    this.storage = context.storage();
    this.progress = progress;
    this.pause = new WritersPause(storage, table, progress);
    this.tableId = table.id();
  }

  private TableDescriptor table() {
    return Objects.requireNonNull(storage.catalog().table(tableId));
  }

  /// Builds an index of the table, which is locked.
  ///
  /// @param definition gives the index, not ready, the id that is free for it
  /// @param publication gives the table in which the index is ready
  void run(
      IntFunction<IndexDescriptor> definition,
      BiFunction<TableDescriptor, IndexDescriptor, TableDescriptor> publication) {
    storage.changeCatalog(
        catalog -> TableIndexes.added(catalog, tableId, definition),
        TableLock.SHARE_UPDATE_EXCLUSIVE);
    IndexDescriptor index = table().indexes().getLast();
    context.nextTransaction();
    progress.index(index.id());
    load(index);
    Maintained entries = Planner.maintenance(table(), index);
    try {
      do {
        catchUp(entries);
      } while (!finish(entries, table -> publication.apply(table, index)));
    } catch (SqlException e) {
      throw e.state() == SqlState.UNIQUE_VIOLATION
          ? IndexBuild.duplicated(e, table(), index.name())
          : e;
    }
  }

  private void load(IndexDescriptor index) {
    storage.beginStatement();
    reached = storage.moment();
    new IndexBuild(context, table(), progress).fill(index);
    context.nextTransaction();
  }

  /// Lays over what was committed since the moment reached, in transactions of a batch each; what comes
  /// meanwhile is less, and left for the next round.
  private void catchUp(Maintained entries) {
    int batches;
    do {
      ChangedEntries changes = changes(entries);
      changes.write(storage, progress, context::nextTransaction);
      advance();
      batches = changes.batches();
    } while (batches > FEW_BATCHES);
  }

  private ChangedEntries changes(Maintained entries) {
    storage.beginStatement();
    Moment now = storage.moment();
    next = now;
    return ChangedEntries.between(
        entries, context.evaluation(), Objects.requireNonNull(reached), now);
  }

  private void advance() {
    close(reached);
    reached = next;
    next = null;
  }

  /// Keeps writers out, lays the rest over and makes the index ready; false when that was given up.
  private boolean finish(Maintained entries, UnaryOperator<TableDescriptor> publication) {
    progress.phase(IndexProgress.Phase.WAITING_FOR_WRITERS);
    if (!pause.awaitWriters()) {
      return false;
    }
    catchUp(entries);
    if (!pause.begin()) {
      return false;
    }
    ChangedEntries rest = changes(entries);
    rest.write(storage, progress, () -> {});
    advance();
    storage.changeCatalog(
        catalog -> catalog.with(publication.apply(table())), TableLock.SHARE_ROW_EXCLUSIVE);
    context.nextTransaction();
    return true;
  }

  @Override
  public void close() {
    close(reached);
    close(next);
  }

  private static void close(@Nullable Moment moment) {
    if (moment != null) {
      moment.close();
    }
  }
}
