package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.storage.BulkLoad;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;

/// A bulk load of a table and of its indexes. Owned by the session's thread.
public final class IndexedLoad implements BulkLoad {
  private final BulkLoad rows;
  private final IndexMaintenance indexes;
  private final List<BulkLoad> entries = new ArrayList<>();
  private final EvaluationContext context;

  public IndexedLoad(
      StorageSession storage,
      TableDescriptor table,
      IndexMaintenance indexes,
      EvaluationContext context) {
    this.rows = storage.bulkLoad(table);
    this.indexes = indexes;
    this.context = context;
    for (IndexMaintenance.Maintained each : indexes.indexes()) {
      entries.add(storage.bulkLoad(each.index().entries()));
    }
  }

  @Override
  public long add(ColumnBatch batch) {
    long first = rows.add(batch);
    LongVector numbers =
        indexes.indexes().isEmpty() ? null : IndexMaintenance.numbers(batch, first);
    for (int i = 0; i < entries.size(); i++) {
      entries.get(i).add(indexes.indexes().get(i).entries(batch, numbers, context));
    }
    return first;
  }

  /// Also the entries' errors, such as a duplicate key, may come only now.
  @Override
  public long finish() {
    long count = rows.finish();
    entries.forEach(BulkLoad::finish);
    return count;
  }

  @Override
  public void close() {
    entries.forEach(BulkLoad::close);
    rows.close();
  }
}
