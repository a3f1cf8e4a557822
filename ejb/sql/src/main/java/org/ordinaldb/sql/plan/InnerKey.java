package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.plan.ColumnTest.Interval;
import org.ordinaldb.sql.plan.ColumnTest.Kind;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;

/// A key of a join's inner table, its own or an index's, of which the join gives the leading parts.
///
/// @param index null for the clustering key
/// @param parts what gives each of the leading parts
/// @param absorbed the inner table's conditions that these stand for
/// @param filter its other conditions, or null
/// @param isWhole whether it finds one row at most
record InnerKey(
    TableDescriptor table,
    @Nullable IndexTable index,
    List<Part> parts,
    List<RexNode> absorbed,
    @Nullable RexNode filter,
    boolean isWhole) {
  /// What gives a part of the key.
  sealed interface Part {
    /// A pair of [JoinKeys].
    record Pair(int number) implements Part {}

    /// A condition of the inner table.
    record Fixed(RexNode value) implements Part {}
  }

  /// The keys that are of use.
  ///
  /// @param columns for each field of the right side its column in the table
  /// @param condition the inner table's conditions, or null
  static List<InnerKey> all(
      JoinKeys keys,
      TableDescriptor table,
      int[] columns,
      @Nullable RexNode condition,
      TableStatisticsSource statistics,
      RexBuilder rex) {
    List<InnerKey> found = new ArrayList<>();
    Search search = new Search(keys, table, columns, rex);
    search.add(found, null, condition);
    for (IndexDescriptor index : table.indexes()) {
      if (index.ready() && statistics.sees(index)) {
        RexNode predicate = IndexExpressions.of(table, index).predicate();
        PartialIndex partial =
            predicate == null
                ? new PartialIndex(condition)
                : PartialIndex.of(table, predicate, condition, statistics, rex);
        if (partial != null) {
          search.add(found, IndexTable.of(table, index), partial.rest());
        }
      }
    }
    return found;
  }

  boolean isGivenBy(int pair) {
    return parts.contains(new Part.Pair(pair));
  }

  private record Search(JoinKeys keys, TableDescriptor table, int[] columns, RexBuilder rex) {
    void add(List<InnerKey> found, @Nullable IndexTable index, @Nullable RexNode condition) {
      KeyShape shape = index == null ? KeyShape.of(table) : KeyShape.of(index);
      List<RexNode> rest = new ArrayList<>(PlannerMetadata.conjunctions(condition));
      List<RexNode> absorbed = new ArrayList<>();
      List<Part> parts = new ArrayList<>();
      for (KeyShape.Part part : shape.parts()) {
        Part giver = giver(part.column(), rest, absorbed);
        if (giver == null) {
          break;
        }
        parts.add(giver);
        rest.removeIf(each -> isNotNull(each, part.column()));
      }
      if (parts.stream().anyMatch(Part.Pair.class::isInstance)) {
        boolean isWhole = shape.unique() && parts.size() == shape.parts().size();
        RexNode filter = rest.isEmpty() ? null : RexUtil.composeConjunction(rex, rest);
        found.add(new InnerKey(table, index, parts, absorbed, filter, isWhole));
      }
    }

    private @Nullable Part giver(int column, List<RexNode> rest, List<RexNode> absorbed) {
      if (column >= table.columns().size()) {
        return null;
      }
      int pair = pair(column);
      if (pair >= 0) {
        return new Part.Pair(pair);
      }
      List<SqlType> types = RowTerms.of(table).types();
      for (RexNode condition : rest) {
        ColumnTest test = ColumnTest.of(condition, types, rex);
        if (test != null && test.column() == column && test.intervals().size() == 1) {
          Interval interval = test.intervals().getFirst();
          RexNode value = interval.low();
          if (interval.isPoint() && interval.kind() == Kind.RANGE && value != null) {
            rest.remove(condition);
            absorbed.add(condition);
            return new Part.Fixed(value);
          }
        }
      }
      return null;
    }

    /// A key that is NULL finds nothing.
    private boolean isNotNull(RexNode condition, int column) {
      ColumnTest test = ColumnTest.of(condition, RowTerms.of(table).types(), rex);
      return test != null
          && test.column() == column
          && test.intervals().equals(List.of(Interval.NOT_NULL));
    }

    private int pair(int column) {
      SqlType type = table.columns().get(column).type();
      for (int i = 0; i < keys.right().size(); i++) {
        if (!keys.nullsEqual()[i]
            && keys.right().get(i) instanceof RexInputRef input
            && columns[input.getIndex()] == column
            && CommonForm.isSameForm(RelTypes.sqlType(keys.left().get(i).getType()), type)) {
          return i;
        }
      }
      return -1;
    }
  }
}
