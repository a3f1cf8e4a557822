package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.transaction.RowLock;

/// Puts the locking clauses of a SELECT into its algebra: the row keys of the tables that are locked
/// are carried up as further fields, to a [LockRows] on top. Used for one SELECT.
final class RowLocking {
  /// An expression whose last fields are the row keys of the marks.
  private record Keyed(RelNode rel, List<LockRows.Mark> marks) {
    int visible() {
      return rel.getRowType().getFieldCount() - marks.size();
    }
  }

  private final Iterator<Lockable.@Nullable Locking> lockings;

  /// Whether the next sort on the way down is the one of the SELECT itself.
  private boolean ownSort;

  private @Nullable RexNode offset;
  private @Nullable RexNode fetch;

  private RowLocking(SqlSelect select, List<Lockable.@Nullable Locking> lockings) {
    this.lockings = lockings.iterator();
    this.ownSort =
        select.getOrderList() != null || select.getFetch() != null || select.getOffset() != null;
  }

  /// @param rel what the validated SELECT was converted to
  static RelNode lock(SqlSelect select, SqlNodeList clauses, SqlValidator validator, RelNode rel) {
    List<Lockable.@Nullable Locking> lockings = Lockable.of(select, clauses, validator);
    SqlNode from = select.getFrom();
    if (from == null || lockings.stream().allMatch(locking -> locking == null)) {
      return rel;
    }
    return new RowLocking(select, lockings).lock(rel, from);
  }

  private RelNode lock(RelNode rel, SqlNode from) {
    Keyed keyed = below(rel, bottom -> from(from, bottom));
    return keyed.marks().isEmpty() ? rel : new LockRows(keyed.rel(), keyed.marks(), offset, fetch);
  }

  @FunctionalInterface
  private interface Bottom {
    Keyed of(RelNode rel);
  }

  /// Goes down through what only picks, filters and sorts.
  private Keyed below(RelNode rel, Bottom bottom) {
    return switch (rel) {
      case Project project -> project(project, below(project.getInput(), bottom));
      case Filter filter -> {
        Keyed input = below(filter.getInput(), bottom);
        RelNode copy = filter.copy(filter.getTraitSet(), input.rel(), filter.getCondition());
        yield new Keyed(copy, input.marks());
      }
      case Sort sort -> sort(sort, bottom);
      default -> bottom.of(rel);
    };
  }

  private static Keyed project(Project project, Keyed input) {
    if (input.marks().isEmpty()) {
      return new Keyed(project, List.of());
    }
    List<RexNode> columns = new ArrayList<>(project.getProjects());
    List<String> names = new ArrayList<>(project.getRowType().getFieldNames());
    addKeys(input, columns, names);
    RelNode keyed =
        LogicalProject.create(input.rel(), List.of(), columns, names, project.getVariablesSet());
    return new Keyed(keyed, input.marks());
  }

  private static void addKeys(Keyed input, List<RexNode> columns, List<String> names) {
    for (int i = 0; i < input.marks().size(); i++) {
      columns.add(RexInputRef.of(input.visible() + i, input.rel().getRowType()));
      names.add("row key " + i);
    }
  }

  private Keyed sort(Sort sort, Bottom bottom) {
    boolean own = ownSort;
    ownSort = false;
    Keyed input = below(sort.getInput(), bottom);
    if (own) {
      offset = sort.offset;
      fetch = sort.fetch;
      if (sort.getCollation().getFieldCollations().isEmpty()) {
        return input;
      }
    }
    RelNode sorted =
        LogicalSort.create(
            input.rel(), sort.getCollation(), own ? null : sort.offset, own ? null : sort.fetch);
    return new Keyed(sorted, input.marks());
  }

  private Keyed from(SqlNode from, RelNode rel) {
    if (from instanceof SqlJoin join) {
      return below(
          rel,
          bottom ->
              join(
                  bottom,
                  left -> from(join.getLeft(), left),
                  right -> from(join.getRight(), right)));
    }
    Lockable.Locking locking = lockings.next();
    return locking == null ? new Keyed(rel, List.of()) : everything(rel, locking);
  }

  private Keyed everything(RelNode rel, Lockable.Locking locking) {
    return below(
        rel,
        bottom ->
            bottom instanceof TableScan scan
                ? scan(scan, locking)
                : join(
                    bottom,
                    left -> everything(left, locking),
                    right -> everything(right, locking)));
  }

  private static Keyed scan(TableScan scan, Lockable.Locking locking) {
    RelOptTable keyed = KeyedTable.of(scan.getTable(), scan.getCluster().getTypeFactory());
    TableDescriptor table = scan.getTable().unwrap(TableDescriptor.class);
    if (keyed == null || table == null) {
      return new Keyed(scan, List.of());
    }
    return new Keyed(
        LogicalTableScan.create(scan.getCluster(), keyed, List.of()),
        List.of(new LockRows.Mark(table, locking.strength(), locking.policy())));
  }

  private Keyed join(RelNode rel, Bottom ofLeft, Bottom ofRight) {
    if (rel instanceof Join join) {
      Keyed left = ofLeft.of(join.getLeft());
      Keyed right = ofRight.of(join.getRight());
      refuseNullable(join.getJoinType(), left, right);
      return join(join, left, right);
    }
    if (rel instanceof Correlate correlate) {
      Keyed left = ofLeft.of(correlate.getLeft());
      Keyed right = ofRight.of(correlate.getRight());
      refuseNullable(correlate.getJoinType(), left, right);
      if (!left.marks().isEmpty()) {
        throw new StatementException(
            SqlState.FEATURE_NOT_SUPPORTED,
            left.marks().getFirst().strength().clause()
                + " of a table that LATERAL refers to is not supported");
      }
      return new Keyed(
          correlate.copy(correlate.getTraitSet(), List.of(left.rel(), right.rel())), right.marks());
    }
    return new Keyed(rel, List.of());
  }

  private static Keyed join(Join join, Keyed left, Keyed right) {
    int keys = left.marks().size();
    RexNode condition = join.getCondition().accept(shift(left.visible(), keys));
    RelNode joined =
        LogicalJoin.create(
            left.rel(),
            right.rel(),
            List.of(),
            condition,
            join.getVariablesSet(),
            join.getJoinType());
    List<LockRows.Mark> marks = new ArrayList<>(left.marks());
    marks.addAll(right.marks());
    return new Keyed(keys == 0 ? joined : keysLast(joined, left, right), marks);
  }

  /// Brings the fields of a join into the order of both sides' own fields, then both sides' keys.
  private static RelNode keysLast(RelNode joined, Keyed left, Keyed right) {
    int shift = left.visible() + left.marks().size();
    List<Integer> order = new ArrayList<>();
    addRange(order, 0, left.visible());
    addRange(order, shift, shift + right.visible());
    addRange(order, left.visible(), shift);
    addRange(order, shift + right.visible(), joined.getRowType().getFieldCount());
    List<RexNode> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int field : order) {
      columns.add(RexInputRef.of(field, joined.getRowType()));
      names.add(joined.getRowType().getFieldNames().get(field));
    }
    return LogicalProject.create(joined, List.of(), columns, names, java.util.Set.of());
  }

  private static void addRange(List<Integer> order, int from, int to) {
    for (int i = from; i < to; i++) {
      order.add(i);
    }
  }

  private static RexShuttle shift(int from, int by) {
    return new RexShuttle() {
      @Override
      public RexNode visitInputRef(RexInputRef input) {
        return input.getIndex() < from || by == 0
            ? input
            : new RexInputRef(input.getIndex() + by, input.getType());
      }
    };
  }

  private static void refuseNullable(JoinRelType type, Keyed left, Keyed right) {
    List<LockRows.Mark> nullable = new ArrayList<>();
    if (type.generatesNullsOnLeft()) {
      nullable.addAll(left.marks());
    }
    if (type.generatesNullsOnRight()) {
      nullable.addAll(right.marks());
    }
    if (!nullable.isEmpty()) {
      RowLock strength = nullable.getFirst().strength();
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED,
          strength.clause() + " cannot be applied to the nullable side of an outer join");
    }
  }
}
