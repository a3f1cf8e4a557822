package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableModify;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.ModifyOperation;
import org.ordinaldb.sql.execution.ModifyPlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;

/// Plans INSERT, UPDATE and DELETE: an input that yields what [ModifyPlan] expects, with every value
/// in its column's type.
final class ModifyTranslator {
  private final RelTranslator translator;
  private final RexBuilder rex;

  ModifyTranslator(RelTranslator translator, RexBuilder rex) {
    this.translator = translator;
    this.rex = rex;
  }

  /// @param returning whether the rows that were written are wanted
  PlanNode translate(TableModify modify, boolean returning) {
    TableDescriptor table = PlannerMetadata.descriptor(modify.getTable());
    if (table == null) {
      throw new StatementException(
          SqlState.INSUFFICIENT_PRIVILEGE,
          "permission denied: \""
              + last(modify.getTable().getQualifiedName())
              + "\" is a system catalog");
    }
    return switch (modify.getOperation()) {
      case INSERT -> insert(modify.getInput(), table, returning);
      case UPDATE -> update(modify, table, returning);
      case DELETE -> delete(modify.getInput(), table, returning);
      default -> throw RelTranslator.unsupported(modify.getOperation().name());
    };
  }

  private static String last(List<String> names) {
    return names.getLast();
  }

  private PlanNode insert(RelNode source, TableDescriptor table, boolean returning) {
    Translated input = translator.translate(source, Request.all(source));
    List<Expression> columns = new ArrayList<>();
    boolean changes = !input.isExact();
    for (int column = 0; column < table.columns().size(); column++) {
      RexNode value = field(source, column);
      RexNode assigned = assign(value, table, column);
      changes |= assigned != value;
      columns.add(input.compile(assigned));
    }
    PlanNode rows = changes ? RelTranslator.projected(input.node(), columns) : input.node();
    return new ModifyPlan(ModifyOperation.INSERT, table, rows, returning);
  }

  /// The source has the old row, then the new values of the changed columns.
  private PlanNode update(TableModify modify, TableDescriptor table, boolean returning) {
    RelNode source = modify.getInput();
    List<String> changed = modify.getUpdateColumnList();
    int count = table.columns().size();
    int firstNew = source.getRowType().getFieldCount() - changed.size();
    ImmutableBitSet.Builder needed = ImmutableBitSet.builder();
    int[] fields = new int[count];
    for (int column = 0; column < count; column++) {
      int position = changed.lastIndexOf(table.columns().get(column).name());
      fields[column] = position < 0 ? column : firstNew + position;
      needed.set(fields[column]);
    }
    Translated input = translator.translate(source, Request.of(needed.build()).forTarget(table));
    List<Expression> columns = new ArrayList<>();
    columns.add(rowKey(input));
    for (int column = 0; column < count; column++) {
      columns.add(input.compile(assign(field(source, fields[column]), table, column)));
    }
    return new ModifyPlan(
        ModifyOperation.UPDATE, table, RelTranslator.projected(input.node(), columns), returning);
  }

  private PlanNode delete(RelNode source, TableDescriptor table, boolean returning) {
    ImmutableBitSet needed =
        returning ? ImmutableBitSet.range(table.columns().size()) : ImmutableBitSet.of();
    Translated input = translator.translate(source, Request.of(needed).forTarget(table));
    List<Expression> columns = new ArrayList<>();
    columns.add(rowKey(input));
    for (int column : needed) {
      columns.add(input.reference(column));
    }
    PlanNode rows =
        input.rowKey() == 0 && input.node().columns().size() == columns.size()
            ? input.node()
            : RelTranslator.projected(input.node(), columns);
    return new ModifyPlan(ModifyOperation.DELETE, table, rows, returning);
  }

  private static Expression rowKey(Translated input) {
    if (input.rowKey() < 0) {
      throw RelTranslator.unsupported("changing rows of this query");
    }
    return new InputReference(input.rowKey(), SqlType.BYTEA);
  }

  private static RexNode field(RelNode rel, int field) {
    RelDataTypeField type = rel.getRowType().getFieldList().get(field);
    return new RexInputRef(field, type.getType());
  }

  private RexNode assign(RexNode value, TableDescriptor table, int column) {
    SqlType type = table.columns().get(column).type();
    return RelTypes.sqlType(value.getType()).equals(type)
        ? value
        : rex.makeAbstractCast(
            rex.getTypeFactory()
                .createTypeWithNullability(
                    RelTypes.relType(rex.getTypeFactory(), type), value.getType().isNullable()),
            value,
            false);
  }
}
