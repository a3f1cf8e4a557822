package org.ordinaldb.sql.validate;

import org.apache.calcite.rel.core.TableScan;

/// The scan of the table that a statement changes, where the same table may be read beside it.
public final class TargetScan extends TableScan {
  TargetScan(TableScan scan) {
    super(scan.getCluster(), scan.getTraitSet(), scan.getHints(), scan.getTable());
  }
}
