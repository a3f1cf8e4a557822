package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;
import org.ordinaldb.sql.execution.AggregateCall;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.ProjectPlan;
import org.ordinaldb.sql.execution.SortKey;
import org.ordinaldb.sql.execution.WindowCall;
import org.ordinaldb.sql.execution.WindowFrame;
import org.ordinaldb.sql.execution.WindowFunction;
import org.ordinaldb.sql.execution.WindowPlan;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.expression.InputReference;

/// Plans window functions: one node for every partitioning, order and frame. Constants that the
/// functions take become columns below them.
final class WindowTranslator {
  private final RelTranslator translator;

  WindowTranslator(RelTranslator translator) {
    this.translator = translator;
  }

  Translated translate(Window window) {
    PlanNode input = translator.exact(window.getInput());
    int fields = input.columns().size();
    PlanNode node = withConstants(input, window.getConstants());
    int columns = node.columns().size();
    for (Window.Group group : window.groups) {
      node = plan(window, group, node, fields);
    }
    return columns == fields ? Translated.plain(node) : withoutConstants(node, fields, columns);
  }

  private static PlanNode withConstants(PlanNode input, List<RexLiteral> constants) {
    if (constants.isEmpty()) {
      return input;
    }
    List<Expression> columns = references(input, 0, input.columns().size());
    columns.addAll(ExpressionCompiler.compileAll(constants));
    return new ProjectPlan(input, columns);
  }

  private static Translated withoutConstants(PlanNode node, int fields, int columns) {
    List<Expression> kept = references(node, 0, fields);
    kept.addAll(references(node, columns, node.columns().size()));
    return Translated.plain(new ProjectPlan(node, kept));
  }

  private static List<Expression> references(PlanNode node, int from, int to) {
    List<Expression> references = new ArrayList<>();
    for (int i = from; i < to; i++) {
      references.add(new InputReference(i, node.columns().get(i)));
    }
    return references;
  }

  private PlanNode plan(Window window, Window.Group group, PlanNode node, int fields) {
    if (group.exclude != RexWindowExclusion.EXCLUDE_NO_OTHER) {
      throw RelTranslator.unsupported("EXCLUDE in a window frame");
    }
    List<SortKey> order =
        SortTranslator.sortKeys(group.orderKeys.getFieldCollations(), Translated.plain(node));
    List<WindowCall> calls = new ArrayList<>();
    for (Window.RexWinAggCall call : group.aggCalls) {
      calls.add(call(call));
    }
    int[] partition = group.keys.toArray();
    WindowFrame frame = frame(window, group, fields);
    return new WindowPlan(node, partition, order, frame, calls);
  }

  private static WindowCall call(Window.RexWinAggCall call) {
    if (call.ignoreNulls) {
      throw RelTranslator.unsupported("IGNORE NULLS");
    }
    List<Integer> arguments = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      arguments.add(((RexInputRef) operand).getIndex());
    }
    for (WindowFunction function : WindowFunction.values()) {
      if (function.name().equalsIgnoreCase(call.getOperator().getName())) {
        return WindowCall.of(function, arguments.toArray(new Integer[0]));
      }
    }
    return WindowCall.of(
        new AggregateCall(
            AggregateTranslator.function(call.getOperator().getName()),
            call.distinct,
            arguments,
            -1,
            List.of()));
  }

  private static WindowFrame frame(Window window, Window.Group group, int fields) {
    boolean rows = group.isRows;
    long start = offset(window, group.lowerBound, fields);
    long end = offset(window, group.upperBound, fields);
    boolean offsets =
        (start != 0 && start != WindowFrame.UNBOUNDED_PRECEDING)
            || (end != 0 && end != WindowFrame.UNBOUNDED_FOLLOWING);
    if (offsets && !rows) {
      throw RelTranslator.unsupported("RANGE with an offset");
    }
    return new WindowFrame(rows, start, end);
  }

  private static long offset(Window window, RexWindowBound bound, int fields) {
    if (bound.isUnbounded()) {
      return bound.isPreceding()
          ? WindowFrame.UNBOUNDED_PRECEDING
          : WindowFrame.UNBOUNDED_FOLLOWING;
    }
    RexNode offset = bound.getOffset();
    if (bound.isCurrentRow() || offset == null) {
      return 0;
    }
    // Constants stand behind the fields; a parameter is a field, computed below.
    RexNode value =
        offset instanceof RexInputRef input && input.getIndex() >= fields
            ? window.getConstants().get(input.getIndex() - fields)
            : offset;
    if (!(value instanceof RexLiteral literal)) {
      throw RelTranslator.unsupported("a window frame offset that is not a constant");
    }
    Long rows = literal.getValueAs(Long.class);
    if (rows == null) {
      throw RelTranslator.unsupported("a window frame offset that is NULL");
    }
    return bound.isPreceding() ? -rows : rows;
  }
}
