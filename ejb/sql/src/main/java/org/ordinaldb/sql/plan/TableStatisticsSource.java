package org.ordinaldb.sql.plan;

import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.KeyBounds;

/// What the planner asks about stored tables and a statement's parameters. Answers are about now and
/// may be approximate; what depends on [#sees] and [#holds] has to be planned anew when they change.
public interface TableStatisticsSource {
  /// Of plans that read tables by their clustering keys, whatever is in them.
  TableStatisticsSource KEYS_ONLY =
      new TableStatisticsSource() {
        @Override
        public boolean sees(IndexDescriptor index) {
          return false;
        }

        @Override
        public boolean holds(RexNode condition) {
          return false;
        }

        @Override
        public long rowCount(TableDescriptor table) {
          return 0;
        }

        @Override
        public double rowsOfKey(TableDescriptor keyed, int parts) {
          return 1;
        }

        @Override
        public long count(TableDescriptor table, List<KeyBounds> bounds) {
          return 0;
        }
      };

  /// Whether a query that runs now finds all entries in an index.
  boolean sees(IndexDescriptor index);

  /// Whether a condition is true that reads literals and parameters only; false when parameters have no
  /// values yet.
  boolean holds(RexNode condition);

  long rowCount(TableDescriptor table);

  /// How many rows, or entries of an index, have the same first parts of their key, on average over
  /// the distinct ones; sampled.
  double rowsOfKey(TableDescriptor keyed, int parts);

  /// How many rows, or entries of an index, have their keys in the bounds, which read no parameters;
  /// exact, from the learned index.
  long count(TableDescriptor table, List<KeyBounds> bounds);
}
