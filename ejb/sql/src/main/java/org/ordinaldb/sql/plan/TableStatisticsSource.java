package org.ordinaldb.sql.plan;

import java.util.List;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.KeyBounds;

/// What the planner asks about stored tables. Answers are about now and may be approximate.
public interface TableStatisticsSource {
  /// Whether a query that runs now finds all entries in an index.
  boolean sees(IndexDescriptor index);

  long rowCount(TableDescriptor table);

  /// How many rows, or entries of an index, have their keys in the bounds, which read no parameters;
  /// exact, from the learned index.
  long count(TableDescriptor table, List<KeyBounds> bounds);
}
