package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.segment.ColumnBounds;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// Reads a table in key order, or against it.
///
/// @param projection column ordinals, or [ScanRequest#ROW_KEY]
/// @param bounds the union of the wanted keys; empty for all
/// @param ranges prune chunks, see [ColumnRange]
/// @param offset skipped by rank, before any filter; null for none
/// @param limit null for none
public record TableScanPlan(
    TableDescriptor table,
    int[] projection,
    List<KeyBounds> bounds,
    List<ColumnRange> ranges,
    boolean reverse,
    @Nullable Expression offset,
    @Nullable Expression limit)
    implements PlanNode {
  public TableScanPlan {
    bounds = List.copyOf(bounds);
    ranges = List.copyOf(ranges);
  }

  /// Every row, in key order.
  public static TableScanPlan all(TableDescriptor table, int... projection) {
    return new TableScanPlan(table, projection, List.of(), List.of(), false, null, null);
  }

  @Override
  public List<SqlType> columns() {
    return TableColumns.types(table, projection);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String describe() {
    StringBuilder text = new StringBuilder(bounds.isEmpty() ? "Seq Scan" : "Learned Index Scan");
    if (reverse) {
      text.append(" Backward");
    }
    text.append(" on ").append(table.name());
    if (bounds.size() > 1) {
      text.append(" (").append(bounds.size()).append(" key ranges)");
    }
    if (offset != null || limit != null) {
      text.append(" (offset and limit by rank)");
    }
    return text.toString();
  }

  @Override
  public Operator open(ExecutionContext context) {
    EvaluationContext evaluation = context.evaluation();
    List<KeyRange> keys = new KeyRanges(table.keyCodec(), evaluation).of(bounds);
    List<ColumnBounds> filters = new ArrayList<>();
    boolean empty = keys.isEmpty();
    for (ColumnRange range : ranges) {
      ColumnBounds filter = columnBounds(range, evaluation);
      if (filter == null) {
        empty = true;
      } else {
        filters.add(filter);
      }
    }
    long skipped = Scalars.offset(offset, evaluation);
    long wanted = Scalars.limit(limit, evaluation);
    if (empty || wanted == 0) {
      return EmptyOperator.INSTANCE;
    }
    ScanRequest request =
        new ScanRequest(table, keys, projection, filters, reverse, skipped, wanted);
    return new TableScanOperator(context.storage().scan(request), context.statistics(this));
  }

  private @Nullable ColumnBounds columnBounds(ColumnRange range, EvaluationContext context) {
    Vector low = value(range.low(), context);
    Vector high = value(range.high(), context);
    if ((low != null && low.isNull(0)) || (high != null && high.isNull(0))) {
      return null;
    }
    SqlType type = table.columns().get(range.column()).type();
    if (type.vectorKind() == VectorKind.LONG) {
      return new ColumnBounds.LongBounds(
          range.column(),
          low == null ? Long.MIN_VALUE : ((LongVector) low).get(0),
          high == null ? Long.MAX_VALUE : ((LongVector) high).get(0));
    }
    assert type.vectorKind() == VectorKind.DOUBLE;
    return new ColumnBounds.DoubleBounds(
        range.column(),
        low == null ? Double.NEGATIVE_INFINITY : ((DoubleVector) low).get(0),
        high == null ? Double.NaN : ((DoubleVector) high).get(0));
  }

  private static @Nullable Vector value(@Nullable Expression bound, EvaluationContext context) {
    return bound == null ? null : bound.evaluateScalar(context);
  }
}
