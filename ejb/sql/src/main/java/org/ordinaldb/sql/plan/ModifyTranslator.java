package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableModify;
import org.apache.calcite.util.ImmutableBitSet;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.ModifyOperation;
import org.ordinaldb.sql.execution.ModifyPlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.ValuesPlan;
import org.ordinaldb.sql.expression.Casts;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.type.SqlType;

/// Plans INSERT, UPDATE and DELETE: an input that yields what [ModifyPlan] expects, with every value
/// in its column's type.
final class ModifyTranslator {
  private final RelTranslator translator;

  ModifyTranslator(RelTranslator translator) {
    this.translator = translator;
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
    List<SqlType> types = table.columns().stream().map(ColumnDescriptor::type).toList();
    PlanNode rows = assigned(input, types);
    return new ModifyPlan(ModifyOperation.INSERT, table, rows, returning);
  }

  private static PlanNode assigned(Translated input, List<SqlType> types) {
    if (input.isExact() && input.node() instanceof ValuesPlan values) {
      List<List<Expression>> rows = new ArrayList<>();
      for (List<Expression> row : values.rows()) {
        List<Expression> assigned = new ArrayList<>();
        for (int column = 0; column < types.size(); column++) {
          assigned.add(Casts.assignment(row.get(column), types.get(column)));
        }
        rows.add(assigned);
      }
      return new ValuesPlan(types, rows);
    }
    List<Expression> columns = new ArrayList<>();
    boolean changes = !input.isExact();
    for (int column = 0; column < types.size(); column++) {
      Expression value = input.reference(column);
      Expression assigned = Casts.assignment(value, types.get(column));
      changes |= assigned != value;
      columns.add(assigned);
    }
    return changes ? RelTranslator.projected(input.node(), columns) : input.node();
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
      columns.add(
          Casts.assignment(input.reference(fields[column]), table.columns().get(column).type()));
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
}
