package org.ordinaldb.sql.command;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.IndexMaintenance.Maintained;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.system.IndexProgress;
import org.ordinaldb.storage.Moment;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;

/// What became of an index's entries between two moments, as the rows tell that changed.
///
/// @param keys of those rows
record ChangedEntries(
    Maintained index,
    EvaluationContext evaluation,
    Moment before,
    Moment after,
    List<BytesVector> keys) {
  static ChangedEntries between(
      Maintained index, EvaluationContext evaluation, Moment before, Moment after) {
    List<BytesVector> keys = after.changedSince(before, index.index().table());
    return new ChangedEntries(index, evaluation, before, after, keys);
  }

  int batches() {
    return keys.size();
  }

  /// Brings an index that has the entries of the first moment to the second. Entries go before any
  /// come, for a key of a unique index may have passed from one row to another.
  ///
  /// @param afterBatch is run after each batch of entries that was written
  void write(StorageSession storage, IndexProgress progress, Runnable afterBatch) {
    TableDescriptor target = index.index().entries();
    long count = keys.stream().mapToLong(BytesVector::length).sum();
    progress.reads(IndexProgress.Phase.VALIDATING, 2 * count);
    long done = 0;
    for (BytesVector batch : keys) {
      ColumnBatch gone = index.without(entries(before, batch), entries(after, batch));
      if (gone.size() > 0) {
        storage.delete(target, index.keys(gone));
        afterBatch.run();
      }
      done += batch.length();
      progress.read(done);
    }
    for (BytesVector batch : keys) {
      ColumnBatch come = index.without(entries(after, batch), entries(before, batch));
      if (come.size() > 0) {
        storage.insert(target, come);
        afterBatch.run();
      }
      done += batch.length();
      progress.read(done);
    }
  }

  private ColumnBatch entries(Moment moment, BytesVector batch) {
    ColumnBatch rows = moment.get(index.index().table(), batch, index.rowProjection());
    return index.entriesOf(rows, evaluation);
  }
}
