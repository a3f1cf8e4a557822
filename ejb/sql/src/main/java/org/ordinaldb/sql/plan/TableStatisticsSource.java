package org.ordinaldb.sql.plan;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.KeyBounds;

/// What the planner asks about stored tables. Answers are about now and may be approximate.
public interface TableStatisticsSource {
  long rowCount(TableDescriptor table);

  /// How many rows have their keys in the bounds, which read no parameters; exact, from the learned
  /// index.
  long count(TableDescriptor table, List<KeyBounds> bounds);
}
