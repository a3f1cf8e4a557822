package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.execution.LimitPlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.RowFetchPlan;
import org.ordinaldb.sql.execution.SortKey;
import org.ordinaldb.sql.execution.SortPlan;
import org.ordinaldb.sql.execution.TableScanPlan;
import org.ordinaldb.sql.execution.TopNPlan;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;

/// Plans ORDER BY, OFFSET and LIMIT. Used for one statement, by one thread.
final class SortTranslator {
  private final RelTranslator translator;
  private final RexBuilder rex;
  private final PlanNotes notes;

  SortTranslator(RelTranslator translator, RexBuilder rex, PlanNotes notes) {
    this.translator = translator;
    this.rex = rex;
    this.notes = notes;
  }

  Translated translate(Sort sort, Request request) {
    List<RelFieldCollation> order = sort.getCollation().getFieldCollations();
    Expression offset = rowCount(sort.offset);
    Expression limit = rowCount(sort.fetch);
    if (order.isEmpty()) {
      return limit(translator.translate(sort.getInput(), request), sort.offset, sort.fetch);
    }
    ImmutableBitSet keys =
        ImmutableBitSet.of(order.stream().map(RelFieldCollation::getFieldIndex).toList());
    Translated input =
        translator.translate(
            sort.getInput(), request.alsoNeeding(keys).ordered(order).limited(sort.fetch != null));
    boolean asWished = startsWith(order, request.order());
    if (input.ordered()) {
      return limit(input, sort.offset, sort.fetch).withOrdered(asWished);
    }
    List<SortKey> sortKeys = sortKeys(order, input);
    PlanNode node =
        limit == null
            ? new SortPlan(input.node(), sortKeys)
            : new TopNPlan(input.node(), sortKeys, offset, limit);
    notes.title(node, limit == null ? "Sort" : "Top-N Sort");
    notes.line(node, "Sort Key", keyText(order, sort.getInput()));
    Translated sorted = input.withNode(node).withOrdered(asWished);
    return limit == null ? limit(sorted, sort.offset, null) : sorted;
  }

  /// Puts OFFSET and LIMIT into the scan, which serves them by rank, when nothing stands between.
  Translated limit(Translated input, @Nullable RexNode skip, @Nullable RexNode fetch) {
    if (skip == null && fetch == null) {
      return input;
    }
    Expression offset = rowCount(skip);
    Expression limit = rowCount(fetch);
    PlanNode node = input.node();
    if (node instanceof TableScanPlan scan && isBare(scan)) {
      PlanNode limited = limited(scan, offset, limit);
      notes.move(node, limited);
      if (!scan.table().isIndex()) {
        notes.title(limited, ScanTranslator.title(scan, true));
      }
      notes.line(limited, "Rank", rankText(skip, fetch));
      return input.withNode(limited);
    }
    if (node instanceof RowFetchPlan fetched
        && fetched.entries() instanceof TableScanPlan scan
        && isBare(scan)) {
      PlanNode limited =
          new RowFetchPlan(
              limited(scan, offset, limit),
              fetched.index(),
              fetched.projection(),
              fetched.ordered());
      notes.move(node, limited);
      notes.line(limited, "Rank", rankText(skip, fetch));
      return input.withNode(limited);
    }
    return input.withNode(new LimitPlan(node, offset, limit));
  }

  private static TableScanPlan limited(
      TableScanPlan scan, @Nullable Expression offset, @Nullable Expression limit) {
    return new TableScanPlan(
        scan.table(),
        scan.projection(),
        scan.bounds(),
        scan.ranges(),
        scan.reverse(),
        offset,
        limit);
  }

  String rankText(@Nullable RexNode skip, @Nullable RexNode fetch) {
    ConditionText text = new ConditionText(List.of(), rex);
    String offset = skip == null ? "" : "offset " + text.of(skip);
    String limit = fetch == null ? "" : "limit " + text.of(fetch);
    return offset + (offset.isEmpty() || limit.isEmpty() ? "" : ", ") + limit;
  }

  /// Whether a scan yields every row of its key ranges.
  static boolean isBare(TableScanPlan scan) {
    return scan.offset() == null && scan.limit() == null && scan.ranges().isEmpty();
  }

  static List<SortKey> sortKeys(List<RelFieldCollation> order, Translated input) {
    List<SortKey> keys = new ArrayList<>();
    for (RelFieldCollation key : order) {
      boolean descending = key.getDirection().isDescending();
      boolean nullsFirst =
          switch (key.nullDirection) {
            case FIRST -> true;
            case LAST -> false;
            case UNSPECIFIED -> descending;
          };
      keys.add(new SortKey(input.column(key.getFieldIndex()), descending, nullsFirst));
    }
    return keys;
  }

  private static boolean startsWith(List<RelFieldCollation> order, List<RelFieldCollation> wished) {
    return wished.size() <= order.size() && order.subList(0, wished.size()).equals(wished);
  }

  private static String keyText(List<RelFieldCollation> order, RelNode input) {
    List<String> texts = new ArrayList<>();
    for (RelFieldCollation key : order) {
      boolean descending = key.getDirection().isDescending();
      String text = input.getRowType().getFieldNames().get(key.getFieldIndex());
      texts.add(descending ? text + " DESC" : text);
    }
    return String.join(", ", texts);
  }

  static @Nullable Expression rowCount(@Nullable RexNode count) {
    return count == null ? null : ExpressionCompiler.compile(count);
  }
}
