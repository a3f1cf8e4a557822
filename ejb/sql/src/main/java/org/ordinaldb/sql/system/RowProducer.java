package org.ordinaldb.sql.system;

/// Makes the rows of a system table.
@FunctionalInterface
interface RowProducer {
  /// A table that has no rows at this stage.
  RowProducer NO_ROWS = (context, sink) -> {};

  void produce(SystemContext context, RowSink sink);
}
