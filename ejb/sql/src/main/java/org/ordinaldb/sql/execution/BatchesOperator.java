package org.ordinaldb.sql.execution;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.type.ColumnBatch;

/// Batches that are made elsewhere, one by one.
final class BatchesOperator implements Operator {
  private final Iterator<ColumnBatch> batches;
  private final CancelToken cancelToken;
  private boolean closed;

  BatchesOperator(Iterator<ColumnBatch> batches, CancelToken cancelToken) {
    this.batches = batches;
    this.cancelToken = cancelToken;
  }

  @Override
  public @Nullable ColumnBatch next() {
    cancelToken.check();
    while (!closed && batches.hasNext()) {
      ColumnBatch batch = batches.next();
      if (batch.size() > 0) {
        return batch;
      }
    }
    return null;
  }

  @Override
  public void close() {
    closed = true;
  }
}
