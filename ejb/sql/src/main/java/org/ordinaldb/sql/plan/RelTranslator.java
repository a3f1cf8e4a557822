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
import org.ordinaldb.sql.execution.LockRowsPlan;
import org.ordinaldb.sql.execution.ModifiedRowsPlan;
import org.ordinaldb.sql.execution.PathChoicePlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.ProjectPlan;
import org.ordinaldb.sql.execution.SetOperation;
import org.ordinaldb.sql.execution.SetOperationPlan;
import org.ordinaldb.sql.execution.UnionAllPlan;
import org.ordinaldb.sql.execution.ValuesPlan;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.sql.expression.SetCall;
import org.ordinaldb.sql.expression.SetFunction;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.sql.validate.LockRows;
import org.ordinaldb.sql.validate.ModifiedRows;
import org.ordinaldb.type.SqlType;

/// Turns optimised algebra into plan nodes, top down: each node is told which fields are needed and
/// which order would be welcome, and answers with a [Translated]. Used for one statement, by one
/// thread.
final class RelTranslator {
  private final RelMetadataQuery metadata;
  private final RexBuilder rex;
  private final PlanNotes notes;
  private final ScanTranslator scans;
  private final SortTranslator sorts;
  private final JoinTranslator joins;
  private final AggregateTranslator aggregates;

  RelTranslator(RelNode root, TableStatisticsSource statistics, PlanNotes notes) {
    this.metadata = root.getCluster().getMetadataQuery();
    this.rex = root.getCluster().getRexBuilder();
    this.notes = notes;
    this.scans = new ScanTranslator(rex, statistics, notes);
    this.joins = new JoinTranslator(this, statistics, notes);
    this.sorts = new SortTranslator(this, rex, notes);
    this.aggregates = new AggregateTranslator(this, sorts, notes);
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
          case Sort sort -> sorts.translate(sort, request);
          case Aggregate aggregate -> aggregates.translate(aggregate, request);
          case Join join -> joins.translate(join, request);
          case Correlate correlate -> correlate(correlate);
          case Window window -> new WindowTranslator(this).translate(window);
          case Values values -> values(values);
          case TableFunctionScan scan -> functionScan(scan);
          case ModifiedRows rows ->
              Translated.plain(new ModifiedRowsPlan(types(rows.getRowType())));
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

  private Translated lockRows(LockRows lock, Request request) {
    RelNode input = lock.getInput();
    Translated rows = translate(input, Request.all(input).ordered(request.order()));
    List<LockRowsPlan.Mark> marks = new ArrayList<>();
    for (LockRows.Mark mark : lock.marks()) {
      marks.add(new LockRowsPlan.Mark(mark.table(), mark.strength(), mark.policy()));
    }
    PlanNode node =
        new LockRowsPlan(
            exact(rows, input),
            marks,
            SortTranslator.rowCount(lock.offset()),
            SortTranslator.rowCount(lock.fetch()));
    if (lock.offset() != null || lock.fetch() != null) {
      notes.line(node, "Rows", sorts.rankText(lock.offset(), lock.fetch()));
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
