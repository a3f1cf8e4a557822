package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.CorrelatePlan;
import org.ordinaldb.sql.execution.FilterPlan;
import org.ordinaldb.sql.execution.FunctionScanPlan;
import org.ordinaldb.sql.execution.LimitPlan;
import org.ordinaldb.sql.execution.LockRowsPlan;
import org.ordinaldb.sql.execution.PathChoicePlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.ProjectPlan;
import org.ordinaldb.sql.execution.RowFetchPlan;
import org.ordinaldb.sql.execution.SetOperation;
import org.ordinaldb.sql.execution.SetOperationPlan;
import org.ordinaldb.sql.execution.SortKey;
import org.ordinaldb.sql.execution.SortPlan;
import org.ordinaldb.sql.execution.TableScanPlan;
import org.ordinaldb.sql.execution.TopNPlan;
import org.ordinaldb.sql.execution.UnionAllPlan;
import org.ordinaldb.sql.execution.ValuesPlan;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.sql.expression.SetCall;
import org.ordinaldb.sql.expression.SetFunction;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.sql.validate.LockRows;
import org.ordinaldb.type.SqlType;

/// Turns optimised algebra into plan nodes, top down: each node is told which fields are needed and
/// which order would be welcome, and answers with a [Translated]. Used for one statement, by one
/// thread.
final class RelTranslator {
  private final RelMetadataQuery metadata;
  private final RexBuilder rex;
  private final PlanNotes notes;
  private final ScanTranslator scans;
  private final JoinTranslator joins;
  private final AggregateTranslator aggregates;

  RelTranslator(RelNode root, TableStatisticsSource statistics, PlanNotes notes) {
    this.metadata = root.getCluster().getMetadataQuery();
    this.rex = root.getCluster().getRexBuilder();
    this.notes = notes;
    this.scans = new ScanTranslator(rex, statistics, notes);
    this.joins = new JoinTranslator(this, statistics, notes);
    this.aggregates = new AggregateTranslator(this, notes);
  }

  /// Plans a relational expression with columns that are exactly its fields.
  PlanNode exact(RelNode rel) {
    return exact(translate(rel, Request.all(rel)), rel);
  }

  Translated translate(RelNode rel, Request request) {
    Translated translated =
        switch (rel) {
          case TableScan scan -> scans.translate(scan, null, request);
          case Filter filter -> filter(filter, request);
          case Project project -> project(project, request);
          case Sort sort -> sort(sort, request);
          case Aggregate aggregate -> aggregates.translate(aggregate, request);
          case Join join -> joins.translate(join, request);
          case Correlate correlate -> correlate(correlate);
          case Window window -> new WindowTranslator(this).translate(window);
          case Values values -> values(values);
          case TableFunctionScan scan -> functionScan(scan);
          case Union union -> union(union);
          case SetOp operation -> setOperation(operation);
          case LockRows lock -> lockRows(lock, request);
          default -> throw unsupported(rel.getRelTypeName());
        };
    double rows = metadata.getRowCount(rel);
    notes.rows(translated.node(), rows);
    if (translated.node() instanceof PathChoicePlan choice) {
      for (PathChoicePlan.Path path : choice.paths()) {
        PlanNode node = path.node();
        notes.rows(node instanceof ProjectPlan project ? project.input() : node, rows);
      }
    }
    return translated;
  }

  private Translated filter(Filter filter, Request request) {
    RelNode input = filter.getInput();
    RexNode condition = filter.getCondition();
    if (input instanceof TableScan scan) {
      return scans.translate(scan, condition, request);
    }
    Translated anti = joins.anti(filter, request);
    if (anti != null) {
      return anti;
    }
    Translated below = translate(input, request.alsoNeeding(inputs(condition)));
    PlanNode node = new FilterPlan(below.node(), below.compile(condition));
    notes.line(node, "Filter", text(input).of(condition));
    return below.withNode(node);
  }

  private Translated project(Project project, Request request) {
    List<RexNode> expressions = project.getProjects();
    if (isOneRow(project) && request.target() == null) {
      return Translated.plain(
          new ValuesPlan(
              types(project.getRowType()), List.of(ExpressionCompiler.compileAll(expressions))));
    }
    ImmutableBitSet.Builder used = ImmutableBitSet.builder();
    boolean computes = false;
    for (int field : request.needed()) {
      used.addAll(inputs(expressions.get(field)));
      computes |= !(expressions.get(field) instanceof RexInputRef);
    }
    List<RelFieldCollation> order = below(project, request.order());
    Translated input =
        translate(
            project.getInput(),
            new Request(used.build(), order, request.limited(), request.target()));
    boolean ordered = input.ordered() && order.size() == request.order().size();
    return computes
        ? compute(input, expressions, request, ordered)
        : pick(input, expressions, request, ordered);
  }

  /// Only renames and reorders: the fields say where.
  private static Translated pick(
      Translated input, List<RexNode> expressions, Request request, boolean ordered) {
    int[] fields = absent(expressions.size());
    for (int field : request.needed()) {
      fields[field] = input.column(((RexInputRef) expressions.get(field)).getIndex());
    }
    return new Translated(input.node(), fields, input.rowKey(), ordered);
  }

  private static Translated compute(
      Translated input, List<RexNode> expressions, Request request, boolean ordered) {
    int[] fields = absent(expressions.size());
    List<Expression> columns = new ArrayList<>();
    for (int field : request.needed()) {
      fields[field] = columns.size();
      columns.add(input.compile(expressions.get(field)));
    }
    int rowKey = Translated.ABSENT;
    if (input.rowKey() >= 0) {
      rowKey = columns.size();
      columns.add(new InputReference(input.rowKey(), SqlType.BYTEA));
    }
    return new Translated(projected(input.node(), columns), fields, rowKey, ordered);
  }

  /// A projection; one that only picks columns of another becomes part of it.
  static PlanNode projected(PlanNode input, List<Expression> columns) {
    if (!(input instanceof ProjectPlan inner)
        || !columns.stream().allMatch(InputReference.class::isInstance)) {
      return new ProjectPlan(input, columns);
    }
    List<Expression> picked = new ArrayList<>();
    for (Expression column : columns) {
      picked.add(inner.expressions().get(((InputReference) column).index()));
    }
    return new ProjectPlan(inner.input(), picked);
  }

  /// The wished order in terms of a projection's input, or nothing when a wished field is computed.
  private static List<RelFieldCollation> below(Project project, List<RelFieldCollation> order) {
    List<RelFieldCollation> below = new ArrayList<>();
    for (RelFieldCollation wish : order) {
      if (!(project.getProjects().get(wish.getFieldIndex()) instanceof RexInputRef input)) {
        return List.of();
      }
      below.add(wish.withFieldIndex(input.getIndex()));
    }
    return below;
  }

  private Translated sort(Sort sort, Request request) {
    List<RelFieldCollation> order = sort.getCollation().getFieldCollations();
    Expression offset = rowCount(sort.offset);
    Expression limit = rowCount(sort.fetch);
    if (order.isEmpty()) {
      return limit(translate(sort.getInput(), request), sort.offset, sort.fetch);
    }
    ImmutableBitSet keys =
        ImmutableBitSet.of(order.stream().map(RelFieldCollation::getFieldIndex).toList());
    Translated input =
        translate(
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

  private String rankText(@Nullable RexNode skip, @Nullable RexNode fetch) {
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

  private String keyText(List<RelFieldCollation> order, RelNode input) {
    List<String> texts = new ArrayList<>();
    for (RelFieldCollation key : order) {
      boolean descending = key.getDirection().isDescending();
      String text = input.getRowType().getFieldNames().get(key.getFieldIndex());
      texts.add(descending ? text + " DESC" : text);
    }
    return String.join(", ", texts);
  }

  private static @Nullable Expression rowCount(@Nullable RexNode count) {
    return count == null ? null : ExpressionCompiler.compile(count);
  }

  private Translated lockRows(LockRows lock, Request request) {
    RelNode input = lock.getInput();
    Translated rows = translate(input, Request.all(input).ordered(request.order()));
    List<LockRowsPlan.Mark> marks = new ArrayList<>();
    for (LockRows.Mark mark : lock.marks()) {
      marks.add(new LockRowsPlan.Mark(mark.table(), mark.strength(), mark.policy()));
    }
    PlanNode node =
        new LockRowsPlan(
            exact(rows, input), marks, rowCount(lock.offset()), rowCount(lock.fetch()));
    if (lock.offset() != null || lock.fetch() != null) {
      notes.line(node, "Rows", rankText(lock.offset(), lock.fetch()));
    }
    return Translated.plain(node).withOrdered(rows.ordered());
  }

  private Translated correlate(Correlate correlate) {
    PlanNode left = exact(correlate.getLeft());
    PlanNode right = exact(correlate.getRight());
    return Translated.plain(
        new CorrelatePlan(
            JoinTranslator.kind(correlate.getJoinType()),
            left,
            right,
            correlate.getCorrelationId().getId()));
  }

  private static Translated functionScan(TableFunctionScan scan) {
    RexCall call = (RexCall) scan.getCall();
    SetFunction function = (SetFunction) call.getOperator();
    SetCall set = function.compile(ExpressionCompiler.compileAll(call.getOperands()));
    return Translated.plain(new FunctionScanPlan(call.getOperator().getName(), set));
  }

  private Translated values(Values values) {
    List<List<Expression>> rows = new ArrayList<>();
    for (List<RexLiteral> row : values.getTuples()) {
      rows.add(ExpressionCompiler.compileAll(row));
    }
    return Translated.plain(new ValuesPlan(types(values.getRowType()), rows));
  }

  private Translated union(Union union) {
    ValuesPlan rows = union.all ? spelledOut(union) : null;
    if (rows != null) {
      return Translated.plain(rows);
    }
    List<PlanNode> inputs = aligned(union);
    return Translated.plain(
        union.all
            ? new UnionAllPlan(inputs)
            : new SetOperationPlan(SetOperation.UNION, false, inputs));
  }

  private Translated setOperation(SetOp operation) {
    SetOperation kind =
        switch (operation.kind) {
          case INTERSECT -> SetOperation.INTERSECT;
          case EXCEPT -> SetOperation.EXCEPT;
          default -> throw unsupported(operation.kind.sql);
        };
    return Translated.plain(new SetOperationPlan(kind, operation.all, aligned(operation)));
  }

  /// The inputs with their columns cast to the common types.
  private List<PlanNode> aligned(SetOp operation) {
    List<PlanNode> inputs = new ArrayList<>();
    for (RelNode input : operation.getInputs()) {
      inputs.add(cast(exact(input), input.getRowType(), operation.getRowType()));
    }
    return inputs;
  }

  private PlanNode cast(PlanNode node, RelDataType from, RelDataType to) {
    List<RexNode> columns = new ArrayList<>();
    boolean changes = false;
    for (int i = 0; i < to.getFieldCount(); i++) {
      RexNode column = new RexInputRef(i, from.getFieldList().get(i).getType());
      RexNode cast = CommonForm.cast(rex, column, to.getFieldList().get(i).getType());
      changes |= cast != column;
      columns.add(cast);
    }
    return changes ? new ProjectPlan(node, ExpressionCompiler.compileAll(columns)) : node;
  }

  /// `VALUES (...), (...)` with expressions arrives as a union of one-row projections.
  private @Nullable ValuesPlan spelledOut(Union union) {
    List<RelDataTypeField> columns = union.getRowType().getFieldList();
    List<List<Expression>> rows = new ArrayList<>();
    for (RelNode input : union.getInputs()) {
      if (!isOneRow(input)) {
        return null;
      }
      List<Expression> row = new ArrayList<>();
      for (RexNode value : ((Project) input).getProjects()) {
        RexNode cast = CommonForm.cast(rex, value, columns.get(row.size()).getType());
        row.add(ExpressionCompiler.compile(cast));
      }
      rows.add(row);
    }
    return new ValuesPlan(types(union.getRowType()), rows);
  }

  private static boolean isOneRow(RelNode rel) {
    return rel instanceof Project project
        && project.getInput() instanceof Values values
        && values.getTuples().size() == 1
        && values.getRowType().getFieldCount() <= 1
        && project.getProjects().stream().allMatch(ColumnTest::isFixed);
  }

  static List<SqlType> types(RelDataType row) {
    List<SqlType> types = new ArrayList<>();
    for (RelDataTypeField field : row.getFieldList()) {
      types.add(RelTypes.sqlType(field.getType()));
    }
    return types;
  }

  private static PlanNode exact(Translated translated, RelNode rel) {
    return translated.isExact() && translated.fields().length == rel.getRowType().getFieldCount()
        ? translated.node()
        : projected(translated.node(), translated.references());
  }

  static ConditionText text(RelNode rel) {
    return new ConditionText(rel.getRowType().getFieldNames(), rel.getCluster().getRexBuilder());
  }

  /// The fields that an expression reads.
  static ImmutableBitSet inputs(RexNode expression) {
    return RelOptUtil.InputFinder.bits(expression);
  }

  static int[] absent(int count) {
    int[] fields = new int[count];
    Arrays.fill(fields, Translated.ABSENT);
    return fields;
  }

  static StatementException unsupported(String feature) {
    return new StatementException(
        SqlState.FEATURE_NOT_SUPPORTED,
        feature + (feature.endsWith(" are") ? " not supported" : " is not supported"));
  }
}
