package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.type.SqlType;

/// Several ways to read the same rows, of which each run takes the cheapest: with the values at hand,
/// ranks say exactly how many keys each way has to read, at the price of two searches. A plan stays
/// good when its parameters or its tables change.
///
/// @param paths have the same columns
/// @param likely the path that EXPLAIN shows when nothing was run
public record PathChoicePlan(List<Path> paths, int likely) implements PlanNode {
  /// What a row costs that is looked up by its key, in rows that are scanned.
  public static final double FETCHED_ROW_COST = 16;

  /// A way.
  ///
  /// @param keyed the table or index that it scans
  /// @param bounds the keys that it reads of that
  /// @param keyCost what a key costs, in rows that are scanned
  public record Path(PlanNode node, TableDescriptor keyed, List<KeyBounds> bounds, double keyCost) {
    public Path {
      bounds = List.copyOf(bounds);
    }

    double cost(ExecutionContext context) {
      EvaluationContext evaluation = context.evaluation();
      List<KeyRange> ranges = new KeyRanges(keyed.keyCodec(), evaluation).of(bounds);
      return ranges.isEmpty()
          ? 0
          : keyCost * (ranges.size() + context.storage().count(keyed, ranges));
    }
  }

  public PathChoicePlan {
    paths = List.copyOf(paths);
  }

  @Override
  public List<SqlType> columns() {
    return paths.getFirst().node().columns();
  }

  @Override
  public List<PlanNode> inputs() {
    return paths.stream().map(Path::node).toList();
  }

  @Override
  public String describe() {
    return "Cheapest of " + paths.size() + " paths";
  }

  @Override
  public Operator open(ExecutionContext context) {
    PlanNode best = paths.getFirst().node();
    double least = Double.POSITIVE_INFINITY;
    for (Path path : paths) {
      double cost = path.cost(context);
      if (cost < least) {
        least = cost;
        best = path.node();
      }
    }
    return context.open(best);
  }
}
