package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.catalog.UniqueKey;
import org.ordinaldb.sql.execution.KeyAccess;
import org.ordinaldb.sql.execution.KeyLookup;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.sql.plan.ScanConditions.KeyCondition;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.SqlType;

/// Plans how rows of a table are found by the values of some columns. Which of the ways is taken is
/// settled when it runs: lookups are shared by snapshots, some of which do not show every index.
final class LookupTranslator {
  private final TableDescriptor table;
  private final List<Integer> columns;
  private final RexBuilder rex;
  private final RexNode condition;

  LookupTranslator(TableDescriptor table, List<Integer> columns, RexBuilder rex) {
    this.table = table;
    this.columns = columns;
    this.rex = rex;
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
    this.condition = RexUtil.composeConjunction(rex, tests);
  }

  KeyLookup translate() {
    return new KeyLookup(
        table, columns.stream().mapToInt(Integer::intValue).toArray(), unique(), ways(), scan());
  }

  private @Nullable IndexTable unique() {
    UniqueKey key = UniqueKey.of(table, columns);
    IndexDescriptor index = key == null ? null : key.index();
    return index == null ? null : IndexTable.of(table, index);
  }

  private PlanNode scan() {
    ScanTranslator scans =
        new ScanTranslator(rex, TableStatisticsSource.KEYS_ONLY, new PlanNotes());
    ImmutableBitSet all = ImmutableBitSet.range(table.columns().size());
    Translated rows =
        scans.stored(table, table.columns().size(), condition, Request.of(all).forTarget(table));
    List<Expression> outputs = new ArrayList<>(rows.references());
    outputs.add(new InputReference(rows.rowKey(), SqlType.BYTEA));
    return RelTranslator.projected(rows.node(), outputs);
  }

  private List<KeyLookup.Way> ways() {
    List<KeyLookup.Way> ways = new ArrayList<>();
    add(ways, null, ScanConditions.split(table, condition, rex));
    for (IndexDescriptor index : table.indexes()) {
      if (index.ready()) {
        add(
            ways,
            IndexTable.of(table, index),
            AccessPath.conditions(table, index, condition, TableStatisticsSource.KEYS_ONLY, rex));
      }
    }
    ways.sort(Comparator.comparing(way -> -way.parts().length));
    return ways;
  }

  private void add(
      List<KeyLookup.Way> ways, @Nullable IndexTable index, @Nullable ScanConditions conditions) {
    if (conditions == null || conditions.keys().isEmpty()) {
      return;
    }
    KeyCondition key = conditions.keys().getFirst();
    int[] parts = new int[key.equal().size()];
    for (int i = 0; i < parts.length; i++) {
      if (!(key.equal().get(i).low() instanceof RexDynamicParam value)) {
        return;
      }
      parts[i] = value.getIndex();
    }
    int[] projection = new int[table.columns().size() + 1];
    Arrays.setAll(projection, i -> i);
    projection[projection.length - 1] = ScanRequest.ROW_KEY;
    RexNode residual = conditions.residual();
    ways.add(
        new KeyLookup.Way(
            new KeyAccess(table, index, projection),
            parts,
            residual == null ? null : ExpressionCompiler.compile(overPairs(residual))));
  }

  /// The values are columns of the outer side, before the key's number.
  private RexNode overPairs(RexNode residual) {
    return residual.accept(
        new RexShuttle() {
          @Override
          public RexNode visitDynamicParam(RexDynamicParam value) {
            return new RexInputRef(value.getIndex(), value.getType());
          }

          @Override
          public RexNode visitInputRef(RexInputRef column) {
            return new RexInputRef(columns.size() + 1 + column.getIndex(), column.getType());
          }
        });
  }
}
