package org.ordinaldb.sql.execution;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;

/// No rows.
final class EmptyOperator implements Operator {
  static final EmptyOperator INSTANCE = new EmptyOperator();

  private EmptyOperator() {}

  @Override
  public @Nullable ColumnBatch next() {
    return null;
  }

  @Override
  public void close() {}
}
