package org.ordinaldb.sql.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelFieldCollation.Direction;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.AggregateCall;
import org.ordinaldb.sql.execution.AggregateFunction;
import org.ordinaldb.sql.execution.AggregatePlan;
import org.ordinaldb.sql.execution.CountByRankPlan;
import org.ordinaldb.sql.execution.JoinKind;
import org.ordinaldb.sql.execution.NestedLoopJoinPlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.ProjectPlan;
import org.ordinaldb.sql.execution.RowFetchPlan;
import org.ordinaldb.sql.execution.TableScanPlan;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.expression.InputReference;

/// Plans grouping and aggregation. The learned index answers `count(*)` over key ranges by rank, and
/// `min` and `max` of the key by reading one row.
final class AggregateTranslator {
  private final RelTranslator translator;
  private final SortTranslator sorts;
  private final PlanNotes notes;

  AggregateTranslator(RelTranslator translator, SortTranslator sorts, PlanNotes notes) {
    this.translator = translator;
    this.sorts = sorts;
    this.notes = notes;
  }

  Translated translate(Aggregate aggregate, Request request) {
    if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
      throw RelTranslator.unsupported("GROUPING SETS");
    }
    Translated byIndex = byIndex(aggregate);
    return byIndex == null ? byReading(aggregate) : byIndex;
  }

  private Translated byReading(Aggregate aggregate) {
    ImmutableBitSet.Builder read = ImmutableBitSet.builder().addAll(aggregate.getGroupSet());
    aggregate.getAggCallList().forEach(call -> read.addAll(arguments(call)));
    Translated input = translator.translate(aggregate.getInput(), Request.of(read.build()));
    int[] groups = new int[aggregate.getGroupCount()];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < groups.length; i++) {
      int field = aggregate.getGroupSet().nth(i);
      groups[i] = input.column(field);
      names.add(aggregate.getInput().getRowType().getFieldNames().get(field));
    }
    List<AggregateCall> calls = new ArrayList<>();
    for (org.apache.calcite.rel.core.AggregateCall call : aggregate.getAggCallList()) {
      if (!isLiteral(call)) {
        calls.add(call(call, input));
      }
    }
    PlanNode node = new AggregatePlan(input.node(), groups, calls);
    if (groups.length > 0) {
      notes.line(node, "Group Key", String.join(", ", names));
    }
    return calls.size() == aggregate.getAggCallList().size()
        ? Translated.plain(node)
        : withLiterals(aggregate, node);
  }

  /// Calcite's LITERAL_AGG: a constant that a subquery's rewriting wants in every group.
  private static boolean isLiteral(org.apache.calcite.rel.core.AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.LITERAL_AGG;
  }

  private static Translated withLiterals(Aggregate aggregate, PlanNode node) {
    List<Expression> columns = new ArrayList<>();
    int next = 0;
    for (; next < aggregate.getGroupCount(); next++) {
      columns.add(new InputReference(next, node.columns().get(next)));
    }
    for (org.apache.calcite.rel.core.AggregateCall call : aggregate.getAggCallList()) {
      if (isLiteral(call)) {
        columns.add(ExpressionCompiler.compile(call.rexList.getFirst()));
      } else {
        columns.add(new InputReference(next, node.columns().get(next)));
        next++;
      }
    }
    return Translated.plain(new ProjectPlan(node, columns));
  }

  private static ImmutableBitSet arguments(org.apache.calcite.rel.core.AggregateCall call) {
    ImmutableBitSet.Builder fields = ImmutableBitSet.builder();
    call.getArgList().forEach(fields::set);
    if (call.hasFilter()) {
      fields.set(call.filterArg);
    }
    call.getCollation().getFieldCollations().forEach(key -> fields.set(key.getFieldIndex()));
    return fields.build();
  }

  private static AggregateCall call(
      org.apache.calcite.rel.core.AggregateCall call, Translated input) {
    return new AggregateCall(
        function(call.getAggregation().getName()),
        call.isDistinct(),
        call.getArgList().stream().map(input::column).toList(),
        call.hasFilter() ? input.column(call.filterArg) : -1,
        SortTranslator.sortKeys(call.getCollation().getFieldCollations(), input));
  }

  static AggregateFunction function(String calciteName) {
    String name = calciteName.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "$sum0" -> AggregateFunction.SUM0;
      case "every" -> AggregateFunction.BOOL_AND;
      case "some" -> AggregateFunction.BOOL_OR;
      case "listagg" -> AggregateFunction.STRING_AGG;
      case "stddev" -> AggregateFunction.STDDEV_SAMP;
      case "variance" -> AggregateFunction.VAR_SAMP;
      default -> named(name);
    };
  }

  private static AggregateFunction named(String name) {
    for (AggregateFunction function : AggregateFunction.values()) {
      if (function.sqlName().equals(name)) {
        return function;
      }
    }
    throw new StatementException(
        SqlState.FEATURE_NOT_SUPPORTED, "aggregate function " + name + " is not supported");
  }

  /// A row of aggregates that the index answers each on its own, or null.
  private @Nullable Translated byIndex(Aggregate aggregate) {
    if (aggregate.getGroupCount() > 0 || aggregate.getAggCallList().isEmpty()) {
      return null;
    }
    PlanNode row = null;
    for (org.apache.calcite.rel.core.AggregateCall call : aggregate.getAggCallList()) {
      PlanNode one = byIndex(aggregate, call);
      if (one == null) {
        return null;
      }
      row = row == null ? one : new NestedLoopJoinPlan(JoinKind.INNER, row, one, null);
    }
    return row == null ? null : Translated.plain(row);
  }

  private @Nullable PlanNode byIndex(
      Aggregate aggregate, org.apache.calcite.rel.core.AggregateCall call) {
    if (call.hasFilter() || call.isDistinct()) {
      return null;
    }
    return switch (call.getAggregation().getKind()) {
      case COUNT -> countByRank(aggregate, call);
      case MIN -> firstInOrder(aggregate, call, Direction.ASCENDING);
      case MAX -> firstInOrder(aggregate, call, Direction.DESCENDING);
      default -> null;
    };
  }

  private @Nullable PlanNode countByRank(
      Aggregate aggregate, org.apache.calcite.rel.core.AggregateCall call) {
    List<RelDataTypeField> fields = aggregate.getInput().getRowType().getFieldList();
    for (int argument : call.getArgList()) {
      if (fields.get(argument).getType().isNullable()) {
        return null;
      }
    }
    if (!isScan(aggregate)) {
      return null;
    }
    PlanNode input =
        translator.translate(aggregate.getInput(), Request.of(ImmutableBitSet.of())).node();
    if (!(input instanceof TableScanPlan scan) || !SortTranslator.isBare(scan)) {
      return null;
    }
    PlanNode count = new CountByRankPlan(scan.table(), scan.bounds());
    notes.move(input, count);
    notes.title(count, title(scan.table()));
    notes.rows(count, 1);
    return count;
  }

  private static String title(TableDescriptor keyed) {
    PrimaryKey key = keyed.primaryKey();
    return "Learned Index Count "
        + (keyed.isIndex() && key != null ? "using " + key.name() + " " : "")
        + "on "
        + keyed.name();
  }

  private @Nullable PlanNode firstInOrder(
      Aggregate aggregate, org.apache.calcite.rel.core.AggregateCall call, Direction direction) {
    int field = call.getArgList().getFirst();
    if (!isScan(aggregate)) {
      return null;
    }
    boolean nullable =
        aggregate.getInput().getRowType().getFieldList().get(field).getType().isNullable();
    Request request =
        Request.of(ImmutableBitSet.of(field))
            .ordered(List.of(new RelFieldCollation(field, direction)))
            .limited(true);
    RelNode source = nullable ? withoutNulls(aggregate.getInput(), field) : aggregate.getInput();
    Translated input = source == null ? null : translator.translate(source, request);
    if (input == null || !input.ordered() || (nullable && !readsOne(input.node()))) {
      return null;
    }
    RexNode one = aggregate.getCluster().getRexBuilder().makeBigintLiteral(BigDecimal.ONE);
    Translated first = sorts.limit(input, null, one);
    AggregateFunction function =
        call.getAggregation().getKind() == SqlKind.MIN
            ? AggregateFunction.MIN
            : AggregateFunction.MAX;
    return new AggregatePlan(
        first.node(), new int[0], List.of(AggregateCall.of(function, first.column(field))));
  }

  /// The rows whose field is not NULL, the condition down at the table, where an index answers it; null
  /// when the field is computed.
  private static @Nullable RelNode withoutNulls(RelNode rel, int field) {
    if (rel instanceof Project project) {
      RelNode input =
          project.getProjects().get(field) instanceof RexInputRef column
              ? withoutNulls(project.getInput(), column.getIndex())
              : null;
      return input == null ? null : project.copy(project.getTraitSet(), List.of(input));
    }
    RexBuilder rex = rel.getCluster().getRexBuilder();
    RexNode present = rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, rex.makeInputRef(rel, field));
    return rel instanceof Filter filter
        ? filter.copy(
            filter.getTraitSet(),
            filter.getInput(),
            RexUtil.composeConjunction(rex, List.of(filter.getCondition(), present)))
        : LogicalFilter.create(rel, present);
  }

  /// Whether the first row comes without reading others, which a filter above the scan might reject.
  private static boolean readsOne(PlanNode node) {
    return switch (node) {
      case ProjectPlan project -> readsOne(project.input());
      case RowFetchPlan fetch -> readsOne(fetch.entries());
      case TableScanPlan scan -> SortTranslator.isBare(scan);
      default -> false;
    };
  }

  /// Whether planning the input alone is cheap and says all: no joins or groups below.
  private static boolean isScan(Aggregate aggregate) {
    RelNode rel = aggregate.getInput();
    while (rel instanceof Project || rel instanceof Filter) {
      rel = rel.getInput(0);
    }
    return rel instanceof TableScan;
  }
}
