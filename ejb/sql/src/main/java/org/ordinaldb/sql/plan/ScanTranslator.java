package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.ColumnRange;
import org.ordinaldb.sql.execution.FilterPlan;
import org.ordinaldb.sql.execution.KeyBounds;
import org.ordinaldb.sql.execution.KeyUnionPlan;
import org.ordinaldb.sql.execution.PathChoicePlan;
import org.ordinaldb.sql.execution.PathChoicePlan.KeyCost;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.PointGetPlan;
import org.ordinaldb.sql.execution.RowFetchPlan;
import org.ordinaldb.sql.execution.TableScanPlan;
import org.ordinaldb.sql.execution.VirtualScanPlan;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.sql.plan.ColumnTest.Interval;
import org.ordinaldb.sql.system.VirtualTable;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.SqlType;

/// Plans how a table is read: by its clustering key or an index, together with the filter above it
/// and the order that is wished for.
final class ScanTranslator {
  private final RexBuilder rex;
  private final TableStatisticsSource statistics;
  private final PlanNotes notes;

  ScanTranslator(RexBuilder rex, TableStatisticsSource statistics, PlanNotes notes) {
    this.rex = rex;
    this.statistics = statistics;
    this.notes = notes;
  }

  Translated translate(TableScan scan, @Nullable RexNode condition, Request request) {
    TableDescriptor table = PlannerMetadata.descriptor(scan.getTable());
    if (table != null) {
      return stored(table, scan.getRowType().getFieldCount(), condition, request);
    }
    VirtualTable view = scan.getTable().unwrap(VirtualTable.class);
    if (view == null) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "reading " + scan.getTable().getQualifiedName() + " is not supported");
    }
    return virtual(view, condition, request);
  }

  /// @param fieldCount one more than the columns when the last is the row's key
  Translated stored(
      TableDescriptor table, int fieldCount, @Nullable RexNode condition, Request request) {
    List<AccessPath> paths = AccessPath.all(table, condition, request, statistics, rex);
    List<AccessPath> chosen = PathChooser.choose(paths, request);
    AccessPath first = chosen.getFirst();
    boolean settled = chosen.size() == 1 && (first.isExact() || first.conditions().isPoints());
    boolean losesOrder =
        chosen.size() == 1 && first.direction() != 0 && unionDirection(table, request) == 0;
    IndexUnion union =
        settled || losesOrder ? null : IndexUnion.of(table, condition, statistics, rex);
    return chosen.size() == 1 && union == null
        ? read(first, fieldCount, request)
        : choice(chosen, union, fieldCount, request);
  }

  /// See [KeyShape#direction].
  private int unionDirection(TableDescriptor table, Request request) {
    return KeyShape.of(table).direction(ScanConditions.split(table, null, rex), request.order());
  }

  /// Leaves the choice to the run, which knows the values.
  private Translated choice(
      List<AccessPath> chosen, @Nullable IndexUnion union, int fieldCount, Request request) {
    List<Translated> reads = new ArrayList<>();
    List<PathChoicePlan.Path> paths = new ArrayList<>();
    List<Double> keys = new ArrayList<>();
    for (AccessPath path : chosen) {
      Translated read = asAsked(read(path, fieldCount, request), request);
      reads.add(read);
      paths.add(
          new PathChoicePlan.Path(
              read.node(), List.of(read(path)), new KeyCost(0, path.keyCost())));
      keys.add(1 + path.keys(statistics));
    }
    if (union != null) {
      Translated read = asAsked(byUnion(union, fieldCount, request), request);
      reads.add(read);
      paths.add(
          new PathChoicePlan.Path(
              read.node(),
              union.arms().stream().map(ScanTranslator::read).toList(),
              new KeyCost(1, PathChoicePlan.FETCHED_ROW_COST)));
      keys.add(union.arms().size() + union.keys(statistics));
    }
    double[] likely = keys.stream().mapToDouble(Double::doubleValue).toArray();
    boolean ordered = reads.stream().allMatch(Translated::ordered);
    boolean limited = request.limited() && (ordered || request.order().isEmpty());
    PlanNode node =
        new PathChoicePlan(paths, limited, PathChoicePlan.cheapest(paths, likely, limited));
    return reads.getFirst().withNode(node).withOrdered(ordered);
  }

  private static PathChoicePlan.Read read(AccessPath path) {
    return new PathChoicePlan.Read(path.keyed(), path.conditions().bounds());
  }

  /// Exactly the columns that were asked for, without those that only this path's filter reads.
  private static Translated asAsked(Translated read, Request request) {
    List<Expression> columns = new ArrayList<>();
    int[] fields = RelTranslator.absent(read.fields().length);
    for (int field : request.needed()) {
      fields[field] = columns.size();
      columns.add(read.reference(field));
    }
    int rowKey = Translated.ABSENT;
    if (read.rowKey() >= 0) {
      rowKey = columns.size();
      columns.add(new InputReference(read.rowKey(), SqlType.BYTEA));
    }
    return columns.size() == read.node().columns().size()
        ? read
        : new Translated(
            RelTranslator.projected(read.node(), columns), fields, rowKey, read.ordered());
  }

  private Translated read(AccessPath path, int fieldCount, Request request) {
    IndexTable index = path.index();
    return index == null
        ? byKey(path, fieldCount, request)
        : byIndex(path, index, fieldCount, request);
  }

  private Translated byKey(AccessPath path, int fieldCount, Request request) {
    TableDescriptor table = path.table();
    ScanConditions conditions = path.conditions();
    RexNode residual = conditions.residual();
    int[] projection = projection(request, residual);
    int[] fields = fields(fieldCount, projection);
    withRowKey(projection, table.columns().size());
    int direction = path.direction();
    List<KeyBounds> bounds = conditions.bounds();
    boolean point = conditions.isPoints() && (direction >= 0 || bounds.size() == 1);
    PlanNode node =
        point
            ? new PointGetPlan(table, projection, bounds.stream().map(KeyBounds::equal).toList())
            : new TableScanPlan(
                table, projection, bounds, ranges(conditions), direction < 0, null, null);
    note(node, table, conditions);
    notes.title(
        node,
        node instanceof TableScanPlan tableScan
            ? title(tableScan, direction != 0)
            : "Learned Index Scan on " + table.name());
    int rowKey = request.target() != null ? projection.length - 1 : Translated.ABSENT;
    boolean ordered = direction != 0 || (point && bounds.size() == 1);
    return filter(new Translated(node, fields, rowKey, ordered), table, residual);
  }

  private Translated byIndex(AccessPath path, IndexTable index, int fieldCount, Request request) {
    TableDescriptor table = path.table();
    ScanConditions conditions = path.conditions();
    RexNode residual = conditions.residual();
    int[] projection = projection(request, residual);
    int[] fields = fields(fieldCount, projection);
    boolean backward = path.direction() < 0;
    int[] read = new int[path.covers() ? projection.length : index.rowKey().size()];
    for (int i = 0; i < read.length; i++) {
      read[i] = path.covers() ? index.entryColumn(projection[i]) : index.rowKey().get(i);
    }
    withRowKey(projection, table.columns().size());
    TableScanPlan scan =
        new TableScanPlan(
            index.entries(), read, conditions.bounds(), List.of(), backward, null, null);
    PlanNode node =
        path.covers() ? scan : new RowFetchPlan(scan, index, projection, path.direction() != 0);
    notes.uses(index.index());
    note(node, table, conditions);
    notes.title(
        node,
        (path.covers() ? "Index Only Scan" : "Index Scan")
            + (backward ? " Backward" : "")
            + " using "
            + index.index().name()
            + " on "
            + table.name());
    int rowKey = request.target() != null ? projection.length - 1 : Translated.ABSENT;
    return filter(new Translated(node, fields, rowKey, path.direction() != 0), table, residual);
  }

  private Translated byUnion(IndexUnion union, int fieldCount, Request request) {
    TableDescriptor table = union.arms().getFirst().table();
    int[] projection = projection(request, union.filter());
    int[] fields = fields(fieldCount, projection);
    withRowKey(projection, table.columns().size());
    List<KeyUnionPlan.Arm> arms = new ArrayList<>();
    for (AccessPath path : union.arms()) {
      PlanNode keys = keys(path);
      note(keys, table, path.conditions());
      notes.rows(keys, path.keys(statistics));
      arms.add(new KeyUnionPlan.Arm(keys, path.index()));
    }
    int direction = unionDirection(table, request);
    PlanNode node = new KeyUnionPlan(table, arms, projection, direction < 0);
    int rowKey = request.target() != null ? projection.length - 1 : Translated.ABSENT;
    return filter(new Translated(node, fields, rowKey, direction != 0), table, union.filter());
  }

  private PlanNode keys(AccessPath path) {
    IndexTable index = path.index();
    int[] columns =
        index == null
            ? new int[] {ScanRequest.ROW_KEY}
            : index.rowKey().stream().mapToInt(Integer::intValue).toArray();
    PlanNode scan =
        new TableScanPlan(
            path.keyed(), columns, path.conditions().bounds(), List.of(), false, null, null);
    if (index != null) {
      notes.uses(index.index());
      notes.title(
          scan, "Index Only Scan using " + index.index().name() + " on " + path.table().name());
    }
    return scan;
  }

  private Translated virtual(VirtualTable view, @Nullable RexNode condition, Request request) {
    int[] projection = projection(request, condition);
    PlanNode node = new VirtualScanPlan(view, projection);
    int[] fields = fields(view.descriptor().columns().size(), projection);
    Translated scan = new Translated(node, fields, Translated.ABSENT, false);
    return filter(scan, view.descriptor(), condition);
  }

  private Translated filter(Translated scan, TableDescriptor table, @Nullable RexNode condition) {
    if (condition == null) {
      return scan;
    }
    PlanNode node = new FilterPlan(scan.node(), scan.compile(condition));
    notes.line(node, "Filter", text(table).of(condition));
    return scan.withNode(node);
  }

  /// @param byOrder whether the scan stands for more than reading everything: an order or a rank
  static String title(TableScanPlan scan, boolean byOrder) {
    boolean indexed = byOrder || !scan.bounds().isEmpty();
    return (indexed ? "Learned Index Scan" : "Seq Scan")
        + (scan.reverse() ? " Backward" : "")
        + " on "
        + scan.table().name();
  }

  /// The columns that are read, ascending, the row key last.
  private static int[] projection(Request request, @Nullable RexNode residual) {
    ImmutableBitSet columns =
        residual == null
            ? request.needed()
            : request.needed().union(RelTranslator.inputs(residual));
    int[] projection = columns.toArray();
    if (request.target() == null) {
      return projection;
    }
    int[] withKey = Arrays.copyOf(projection, projection.length + 1);
    withKey[projection.length] = ScanRequest.ROW_KEY;
    return withKey;
  }

  /// Has a field after the columns read as the row's key.
  static void withRowKey(int[] projection, int columnCount) {
    for (int i = 0; i < projection.length; i++) {
      projection[i] = projection[i] == columnCount ? ScanRequest.ROW_KEY : projection[i];
    }
  }

  private static int[] fields(int fieldCount, int[] projection) {
    int[] fields = new int[fieldCount];
    Arrays.fill(fields, Translated.ABSENT);
    for (int i = 0; i < projection.length; i++) {
      if (projection[i] >= 0) {
        fields[projection[i]] = i;
      }
    }
    return fields;
  }

  private static List<ColumnRange> ranges(ScanConditions conditions) {
    List<ColumnRange> ranges = new ArrayList<>();
    for (ColumnTest test : conditions.pruning()) {
      if (test.intervals().size() == 1) {
        Interval interval = test.intervals().getFirst();
        ranges.add(
            new ColumnRange(test.column(), compile(interval.low()), compile(interval.high())));
      }
    }
    return ranges;
  }

  private static @Nullable Expression compile(@Nullable RexNode node) {
    return node == null ? null : ExpressionCompiler.compile(node);
  }

  private void note(PlanNode node, TableDescriptor table, ScanConditions conditions) {
    if (!conditions.absorbed().isEmpty()) {
      ConditionText text = text(table);
      notes.line(
          node,
          "Index Cond",
          ConditionText.and(conditions.absorbed().stream().map(text::of).toList()));
    }
  }

  private ConditionText text(TableDescriptor table) {
    return new ConditionText(table.columns().stream().map(ColumnDescriptor::name).toList(), rex);
  }
}
