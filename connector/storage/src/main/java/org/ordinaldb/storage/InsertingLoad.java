package org.ordinaldb.storage;

import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.ColumnBatch;

/// A small bulk load: rows go the way of inserts. Owned by the session's thread.
final class InsertingLoad implements BulkLoad {
  private final LocalSession session;
  private final TableDescriptor table;
  private final StorageSession.Savepoint before;
  private long rowCount;
  private boolean finished;

  InsertingLoad(LocalSession session, TableDescriptor table) {
    this.session = session;
    this.table = table;
    this.before = session.savepoint();
  }

  @Override
  public void add(ColumnBatch rows) {
    session.insert(table, rows);
    rowCount += rows.size();
  }

  @Override
  public long finish() {
    finished = true;
    return rowCount;
  }

  @Override
  public void close() {
    if (!finished && session.inTransaction()) {
      session.rollbackTo(before);
    }
    finished = true;
  }
}
