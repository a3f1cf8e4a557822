package org.ordinaldb.sql.validate;

import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.type.RelDataType;

/// The rows that a change has written, or deleted, as RETURNING sees them: the target's columns, then
/// those of FROM or USING.
public final class ModifiedRows extends AbstractRelNode {
  ModifiedRows(RelOptCluster cluster, RelDataType rowType) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.rowType = rowType;
  }
}
