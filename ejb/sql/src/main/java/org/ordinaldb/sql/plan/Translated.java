package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.expression.InputReference;

/// A plan for a relational expression and where its fields stand in the plan's columns: projections
/// that only pick or reorder columns cost no operator.
///
/// @param fields for each field its column, or -1 when it was not asked for
/// @param rowKey the column of the modified table's row key, or -1
/// @param ordered whether the rows come in the order that was wished for
record Translated(PlanNode node, int[] fields, int rowKey, boolean ordered) {
  static final int ABSENT = -1;

  /// A plan whose columns are the fields.
  static Translated plain(PlanNode node) {
    int[] fields = new int[node.columns().size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = i;
    }
    return new Translated(node, fields, ABSENT, false);
  }

  Translated withNode(PlanNode newNode) {
    return new Translated(newNode, fields, rowKey, ordered);
  }

  Translated withOrdered(boolean newOrdered) {
    return new Translated(node, fields, rowKey, newOrdered);
  }

  int column(int field) {
    int column = fields[field];
    assert column >= 0 : "field " + field + " was not asked for";
    return column;
  }

  /// Compiles an expression over the fields.
  Expression compile(RexNode expression) {
    return ExpressionCompiler.compile(toColumns(expression));
  }

  RexNode toColumns(RexNode expression) {
    return expression.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef input) {
            int column = column(input.getIndex());
            return column == input.getIndex() ? input : new RexInputRef(column, input.getType());
          }
        });
  }

  Expression reference(int field) {
    int column = column(field);
    return new InputReference(column, node.columns().get(column));
  }

  /// Whether the columns are exactly the fields, in their order.
  boolean isExact() {
    if (fields.length != node.columns().size()) {
      return false;
    }
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] != i) {
        return false;
      }
    }
    return true;
  }

  /// The fields as expressions over the columns.
  List<Expression> references() {
    List<Expression> references = new ArrayList<>(fields.length);
    for (int field = 0; field < fields.length; field++) {
      references.add(reference(field));
    }
    return references;
  }
}
