package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;

/// What a key's conditions can be about: a table's columns and, numbered after them, the expressions
/// of an index.
///
/// @param types of the columns, then of the expressions
/// @param expressions over the table's columns
record RowTerms(List<SqlType> types, List<RexNode> expressions) {
  static RowTerms of(TableDescriptor table) {
    return of(table, List.of());
  }

  static RowTerms of(TableDescriptor table, List<RexNode> expressions) {
    List<SqlType> types = new ArrayList<>();
    table.columns().stream().map(ColumnDescriptor::type).forEach(types::add);
    expressions.forEach(expression -> types.add(RelTypes.sqlType(expression.getType())));
    return new RowTerms(types, expressions);
  }

  /// The condition with the index's expressions replaced by references to their numbers.
  RexNode named(RexNode condition) {
    if (expressions.isEmpty()) {
      return condition;
    }
    int columns = types.size() - expressions.size();
    return condition.accept(
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            int index = expressions.indexOf(call);
            return index < 0
                ? super.visitCall(call)
                : new RexInputRef(columns + index, call.getType());
          }
        });
  }
}
