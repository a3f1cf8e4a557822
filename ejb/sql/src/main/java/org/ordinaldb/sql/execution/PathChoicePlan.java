package org.ordinaldb.sql.execution;

import java.util.Arrays;
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
/// @param limited whether only a few rows are wanted
/// @param likely the path that EXPLAIN shows when nothing was run
public record PathChoicePlan(List<Path> paths, boolean limited, int likely) implements PlanNode {
  /// What a row costs that is looked up by its key, in rows that are scanned.
  public static final double FETCHED_ROW_COST = 16;

  /// A few rows, where it is only known that not all are wanted.
  private static final double FEW_ROWS = 100;

  /// What a way costs a key, in rows that are scanned.
  ///
  /// @param first before the first row comes
  /// @param each for each row that is taken
  public record KeyCost(double first, double each) {
    /// @param keys how many this way has to read
    /// @param least how many the best way has to read: no more rows pass the filter
    /// @param limited whether the first few rows that pass are enough
    public double of(double keys, double least, boolean limited) {
      double taken = limited ? Math.min(keys, FEW_ROWS * keys / Math.max(least, 1)) : keys;
      return first * keys + each * taken;
    }
  }

  /// Keys that a way reads.
  ///
  /// @param keyed the table or index that it scans
  public record Read(TableDescriptor keyed, List<KeyBounds> bounds) {
    public Read {
      bounds = List.copyOf(bounds);
    }

    /// How many keys there are, an empty range for one.
    private double keys(ExecutionContext context) {
      EvaluationContext evaluation = context.evaluation();
      List<KeyRange> ranges = new KeyRanges(keyed.keyCodec(), evaluation).of(bounds);
      return ranges.isEmpty() ? 0 : ranges.size() + context.storage().count(keyed, ranges);
    }
  }

  /// A way.
  public record Path(PlanNode node, List<Read> reads, KeyCost cost) {
    public Path {
      reads = List.copyOf(reads);
    }

    private double keys(ExecutionContext context) {
      return reads.stream().mapToDouble(read -> read.keys(context)).sum();
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
    double[] keys = paths.stream().mapToDouble(path -> path.keys(context)).toArray();
    return context.open(paths.get(cheapest(paths, keys, limited)).node());
  }

  /// @param keys how many each path has to read
  public static int cheapest(List<Path> paths, double[] keys, boolean limited) {
    double least = Arrays.stream(keys).min().orElse(0);
    int best = 0;
    double bestCost = Double.POSITIVE_INFINITY;
    for (int i = 0; i < keys.length; i++) {
      double cost = paths.get(i).cost().of(keys[i], least, limited);
      if (cost < bestCost) {
        bestCost = cost;
        best = i;
      }
    }
    return best;
  }
}
