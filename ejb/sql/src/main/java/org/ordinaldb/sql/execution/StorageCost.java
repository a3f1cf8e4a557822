package org.ordinaldb.sql.execution;

import org.ordinaldb.storage.ScanStatistics;

/// What a node's calls to the storage session cost, from the session's running totals.
final class StorageCost {
  private StorageCost() {}

  /// Adds what was spent since `before` to the node's statistics, when there are any.
  static void record(ExecutionContext context, PlanNode node, ScanStatistics before) {
    NodeStatistics statistics = context.statistics(node);
    if (statistics != null) {
      statistics.addScan(difference(context.storage().statistics(), before));
    }
  }

  private static ScanStatistics difference(ScanStatistics now, ScanStatistics before) {
    return new ScanStatistics(
        now.predictions() - before.predictions(),
        now.windowRows() - before.windowRows(),
        now.gallops() - before.gallops(),
        now.chunksRead() - before.chunksRead(),
        now.chunksSkipped() - before.chunksSkipped(),
        now.deltaRows() - before.deltaRows());
  }
}
