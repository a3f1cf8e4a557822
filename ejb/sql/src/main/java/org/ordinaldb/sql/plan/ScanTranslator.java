package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.ColumnRange;
import org.ordinaldb.sql.execution.FilterPlan;
import org.ordinaldb.sql.execution.KeyBounds;
import org.ordinaldb.sql.execution.KeyLookup;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.PointGetPlan;
import org.ordinaldb.sql.execution.TableScanPlan;
import org.ordinaldb.sql.execution.VirtualScanPlan;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.sql.plan.ColumnTest.Interval;
import org.ordinaldb.sql.system.VirtualTable;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.SqlType;

/// Plans a table's scan together with the filter above it and the order that is wished for.
final class ScanTranslator {
  private final RexBuilder rex;
  private final PlanNotes notes;

  ScanTranslator(RexBuilder rex, PlanNotes notes) {
    this.rex = rex;
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

  /// Finds rows by the values of some columns.
  KeyLookup lookup(TableDescriptor table, List<Integer> columns) {
    List<RexNode> tests = new ArrayList<>();
    for (int column : columns) {
      RelDataType type =
          rex.getTypeFactory()
              .createTypeWithNullability(
                  RelTypes.relType(rex.getTypeFactory(), table.columns().get(column).type()), true);
      tests.add(
          rex.makeCall(
              SqlStdOperatorTable.EQUALS,
              rex.makeInputRef(type, column),
              rex.makeDynamicParam(type, tests.size())));
    }
    RexNode condition = RexUtil.composeConjunction(rex, tests);
    ImmutableBitSet all = ImmutableBitSet.range(table.columns().size());
    Translated rows =
        stored(table, table.columns().size(), condition, Request.of(all).forTarget(table));
    List<Expression> outputs = new ArrayList<>(rows.references());
    outputs.add(new InputReference(rows.rowKey(), SqlType.BYTEA));
    return new KeyLookup(
        table,
        columns.stream().mapToInt(Integer::intValue).toArray(),
        RelTranslator.projected(rows.node(), outputs),
        !readsAll(rows.node()));
  }

  private static boolean readsAll(PlanNode node) {
    return node.inputs().isEmpty()
        ? node instanceof TableScanPlan scan && scan.bounds().isEmpty()
        : readsAll(node.inputs().getFirst());
  }

  /// @param fieldCount one more than the columns when the last is the row's key
  private Translated stored(
      TableDescriptor table, int fieldCount, @Nullable RexNode condition, Request request) {
    ScanConditions conditions = ScanConditions.split(table, condition, rex);
    RexNode residual = conditions.residual();
    int[] projection = projection(request, residual);
    int[] fields = fields(fieldCount, projection);
    withRowKey(projection, table.columns().size());
    int direction = direction(table, conditions, request.order());
    List<KeyBounds> bounds = conditions.bounds();
    boolean point = conditions.isPoints(table) && (direction >= 0 || bounds.size() == 1);
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

  /// 1 when key order is the wished order, -1 when its reverse is, 0 when neither or nothing is
  /// wished. Parts with one fixed value may be missing from the wish; once all parts are named, the
  /// rest of the wish is idle, for keys are unique.
  private static int direction(
      TableDescriptor table, ScanConditions conditions, List<RelFieldCollation> order) {
    PrimaryKey key = table.primaryKey();
    if (order.isEmpty() || key == null) {
      return 0;
    }
    int part = 0;
    int direction = 0;
    for (RelFieldCollation wish : order) {
      while (part < conditions.fixedParts() && key.columns().get(part) != wish.getFieldIndex()) {
        part++;
      }
      if (part == key.columns().size()) {
        break;
      }
      if (isFixed(conditions, key, wish.getFieldIndex())) {
        part = Math.max(part, key.columns().indexOf(wish.getFieldIndex()) + 1);
        continue;
      }
      int wished = wish.getDirection().isDescending() ? -1 : 1;
      if (key.columns().get(part) != wish.getFieldIndex()
          || (direction != 0 && direction != wished)) {
        return 0;
      }
      direction = wished;
      part++;
    }
    return direction == 0 ? 1 : direction;
  }

  private static boolean isFixed(ScanConditions conditions, PrimaryKey key, int column) {
    int part = key.columns().indexOf(column);
    return part >= 0 && part < conditions.fixedParts();
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
