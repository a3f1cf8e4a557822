package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableModify;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.ConflictPlan;
import org.ordinaldb.sql.execution.ConstraintSource;
import org.ordinaldb.sql.execution.ModifyOperation;
import org.ordinaldb.sql.execution.ModifyPlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.ProjectPlan;
import org.ordinaldb.sql.execution.ReturningPlan;
import org.ordinaldb.sql.execution.UniqueLookup;
import org.ordinaldb.sql.execution.ValuesPlan;
import org.ordinaldb.sql.expression.Casts;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.sql.validate.AnalyzedStatement;
import org.ordinaldb.sql.validate.ConflictAction;
import org.ordinaldb.type.SqlType;

/// Plans INSERT, UPDATE and DELETE: an input that yields what [ModifyPlan] expects, with every value
/// in its column's type.
final class ModifyTranslator {
  private final RelTranslator translator;
  private final AnalyzedStatement statement;
  private final ConstraintSource constraints;
  private final Function<RelNode, PlanNode> queries;

  /// @param queries plans what RETURNING computes when it asks queries
  ModifyTranslator(
      RelTranslator translator,
      AnalyzedStatement statement,
      ConstraintSource constraints,
      Function<RelNode, PlanNode> queries) {
    this.translator = translator;
    this.statement = statement;
    this.constraints = constraints;
    this.queries = queries;
  }

  PlanNode translate(TableModify modify) {
    TableDescriptor table = PlannerMetadata.descriptor(modify.getTable());
    if (table == null) {
      throw new StatementException(
          SqlState.INSUFFICIENT_PRIVILEGE,
          "permission denied: \""
              + last(modify.getTable().getQualifiedName())
              + "\" is a system catalog");
    }
    ModifyPlan plan =
        switch (modify.getOperation()) {
          case INSERT -> insert(modify, table);
          case UPDATE -> update(modify, table);
          case DELETE -> delete(modify.getInput(), table);
          default -> throw RelTranslator.unsupported(modify.getOperation().name());
        };
    Project returning = statement.returning();
    if (returning == null) {
      return plan;
    }
    return asksQueries(returning)
        ? new ReturningPlan(plan, queries.apply(returning))
        : returned(plan, returning.getProjects(), table);
  }

  private static boolean asksQueries(Project returning) {
    return RexUtil.SubQueryFinder.containsSubQuery(returning);
  }

  private boolean isReturning() {
    return statement.returning() != null;
  }

  /// The fields beyond the table's that RETURNING reads, ascending; all when it asks queries, for they
  /// know the row by itself.
  private int[] extraFields(TableDescriptor table) {
    Project returning = statement.returning();
    if (returning == null) {
      return new int[0];
    }
    ImmutableBitSet used = ImmutableBitSet.of();
    if (asksQueries(returning)) {
      used = ImmutableBitSet.range(returning.getInput().getRowType().getFieldCount());
    }
    for (RexNode item : returning.getProjects()) {
      used = used.union(RelTranslator.inputs(item));
    }
    return used.except(ImmutableBitSet.range(table.columns().size())).toArray();
  }

  private PlanNode returned(ModifyPlan plan, List<RexNode> returning, TableDescriptor table) {
    int[] extra = extraFields(table);
    int count = table.columns().size();
    RexShuttle shift =
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef input) {
            int index = input.getIndex();
            int column = index < count ? index : count + Arrays.binarySearch(extra, index);
            return new RexInputRef(column, input.getType());
          }
        };
    List<Expression> columns = new ArrayList<>();
    for (RexNode item : returning) {
      columns.add(ExpressionCompiler.compile(item.accept(shift)));
    }
    return new ProjectPlan(plan, columns);
  }

  private static String last(List<String> names) {
    return names.getLast();
  }

  private ModifyPlan insert(TableModify modify, TableDescriptor table) {
    RelNode source = modify.getInput();
    Translated input = translator.translate(source, Request.all(source));
    List<SqlType> types = table.columns().stream().map(ColumnDescriptor::type).toList();
    PlanNode rows = assigned(input, types);
    ConflictAction conflict = statement.conflict();
    return new ModifyPlan(
        ModifyOperation.INSERT,
        table,
        rows,
        isReturning(),
        List.of(),
        new int[0],
        conflict == null ? null : conflict(conflict, table, modify.getCluster().getRexBuilder()));
  }

  private static ConflictPlan conflict(
      ConflictAction action, TableDescriptor table, RexBuilder rex) {
    List<UniqueLookup> arbiters = new Arbiters(table, rex).of(action.target());
    List<Integer> changed = action.columns();
    if (changed == null) {
      return new ConflictPlan(arbiters, null, null);
    }
    List<Expression> columns = new ArrayList<>();
    for (int column = 0; column < table.columns().size(); column++) {
      SqlType type = table.columns().get(column).type();
      int position = changed.indexOf(column);
      columns.add(
          position < 0
              ? new InputReference(column, type)
              : Casts.assignment(ExpressionCompiler.compile(action.values().get(position)), type));
    }
    RexNode condition = action.condition();
    return new ConflictPlan(
        arbiters, columns, condition == null ? null : ExpressionCompiler.compile(condition));
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
  private ModifyPlan update(TableModify modify, TableDescriptor table) {
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
    int[] extra = extraFields(table);
    for (int field : extra) {
      needed.set(field);
    }
    BitSet set = new BitSet();
    changed.forEach(name -> set.set(table.columnIndex(name)));
    BitSet old = constraints.of(table).watchedColumns(set);
    old.stream().forEach(needed::set);
    Translated input = translator.translate(source, Request.of(needed.build()).forTarget(table));
    List<Expression> columns = new ArrayList<>();
    columns.add(rowKey(input));
    for (int column = 0; column < count; column++) {
      columns.add(
          Casts.assignment(input.reference(fields[column]), table.columns().get(column).type()));
    }
    return modification(ModifyOperation.UPDATE, table, input, columns, extra, old);
  }

  private ModifyPlan delete(RelNode source, TableDescriptor table) {
    int count = isReturning() ? table.columns().size() : 0;
    int[] extra = extraFields(table);
    BitSet old = constraints.of(table).referredColumns();
    ImmutableBitSet needed =
        ImmutableBitSet.range(count)
            .union(ImmutableBitSet.of(extra))
            .union(ImmutableBitSet.fromBitSet(old));
    Translated input = translator.translate(source, Request.of(needed).forTarget(table));
    List<Expression> columns = new ArrayList<>();
    columns.add(rowKey(input));
    for (int column = 0; column < count; column++) {
      columns.add(input.reference(column));
    }
    return modification(ModifyOperation.DELETE, table, input, columns, extra, old);
  }

  private ModifyPlan modification(
      ModifyOperation operation,
      TableDescriptor table,
      Translated input,
      List<Expression> columns,
      int[] extra,
      BitSet old) {
    List<SqlType> types = new ArrayList<>();
    for (int field : extra) {
      Expression reference = input.reference(field);
      columns.add(reference);
      types.add(reference.type());
    }
    int[] oldColumns = old.isEmpty() ? new int[0] : RelTranslator.absent(table.columns().size());
    for (int column = old.nextSetBit(0); column >= 0; column = old.nextSetBit(column + 1)) {
      oldColumns[column] = columns.size();
      columns.add(input.reference(column));
    }
    boolean asTheyAre =
        input.rowKey() == 0 && columns.size() == 1 && input.node().columns().size() == 1;
    PlanNode rows = asTheyAre ? input.node() : RelTranslator.projected(input.node(), columns);
    return new ModifyPlan(operation, table, rows, isReturning(), types, oldColumns, null);
  }

  private static Expression rowKey(Translated input) {
    if (input.rowKey() < 0) {
      throw RelTranslator.unsupported("changing rows of this query");
    }
    return new InputReference(input.rowKey(), SqlType.BYTEA);
  }
}
