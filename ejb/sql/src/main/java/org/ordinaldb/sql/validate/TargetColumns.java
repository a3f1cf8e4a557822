package org.ordinaldb.sql.validate;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// The columns that INSERT and UPDATE fill, held against what they are filled with, before
/// validation: with PostgreSQL's errors and their positions.
final class TargetColumns {
  private final SqlInsert insert;
  private final @Nullable SqlNodeList named;
  private final RelOptTable table;

  private TargetColumns(SqlInsert insert, RelOptTable table) {
    this.insert = insert;
    this.named = insert.getTargetColumnList();
    this.table = table;
  }

  /// Checks a change of a table that is there, and spells DEFAULT VALUES out.
  static void check(SqlNode statement, CatalogReader reader) {
    switch (statement) {
      case SqlInsert insert -> {
        RelOptTable table = table(insert.getTargetTable(), reader);
        if (table != null) {
          new TargetColumns(insert, table).check();
        }
      }
      case SqlUpdate update -> {
        RelOptTable table = table(update.getTargetTable(), reader);
        if (table != null) {
          Assignments.fields(table, update.getTargetColumnList());
        }
      }
      default -> {}
    }
  }

  private static @Nullable RelOptTable table(SqlNode name, CatalogReader reader) {
    return reader.getTable(((SqlIdentifier) name).names);
  }

  private void check() {
    requireNames();
    SqlNode source = insert.getSource();
    if (source instanceof SqlSelect select) {
      if (select.getSelectList().stream().noneMatch(TargetColumns::isStar)) {
        requireCount(select.getSelectList());
      }
    } else if (source instanceof SqlCall values && values.getKind() == SqlKind.VALUES) {
      checkValues(values);
    }
  }

  private void checkValues(SqlCall values) {
    if (values.operandCount() == 0) {
      insert.setOperand(2, defaults(values.getParserPosition()));
      return;
    }
    List<SqlNode> first = ((SqlCall) values.operand(0)).getOperandList();
    for (SqlNode row : values.getOperandList()) {
      List<SqlNode> items = ((SqlCall) row).getOperandList();
      if (items.size() != first.size()) {
        throw at(items.getFirst(), error("VALUES lists must all be the same length"));
      }
    }
    requireCount(first);
    for (SqlNode row : values.getOperandList()) {
      spellDefaults((SqlCall) row);
    }
  }

  private void spellDefaults(SqlCall row) {
    for (int i = 0; i < row.operandCount(); i++) {
      if (row.operand(i).getKind() == SqlKind.DEFAULT) {
        row.setOperand(i, defaultOf(i));
      }
    }
  }

  private SqlNode defaultOf(int item) {
    int column =
        named == null ? item : table.getRowType().getFieldNames().indexOf(name(named.get(item)));
    return Assignments.defaultOf(table.unwrap(TableDescriptor.class), column);
  }

  private static String name(@Nullable SqlNode column) {
    return ((SqlIdentifier) Objects.requireNonNull(column)).names.getLast();
  }

  /// The parser does not know how many columns there are.
  private SqlNode defaults(SqlParserPos position) {
    List<SqlNode> row = IntStream.range(0, count()).mapToObj(this::defaultOf).toList();
    return SqlStdOperatorTable.VALUES.createCall(
        position, SqlStdOperatorTable.ROW.createCall(position, row));
  }

  private int count() {
    return named == null ? table.getRowType().getFieldCount() : named.size();
  }

  private void requireNames() {
    if (named == null) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (SqlNode column : named) {
      String name = name(column);
      if (table.getRowType().getField(name, true, false) == null) {
        throw at(column, Assignments.undefined(name, table));
      }
      if (!seen.add(name)) {
        throw at(
            column,
            new StatementException(
                SqlState.DUPLICATE_COLUMN, "column \"" + name + "\" specified more than once"));
      }
    }
  }

  private void requireCount(List<? extends @Nullable SqlNode> items) {
    int columns = count();
    if (items.size() > columns) {
      throw at(items.get(columns), error("INSERT has more expressions than target columns"));
    }
    if (named != null && items.size() < columns) {
      throw at(named.get(items.size()), error("INSERT has more target columns than expressions"));
    }
  }

  private static StatementException error(String message) {
    return new StatementException(SqlState.SYNTAX_ERROR, message);
  }

  private static SqlException at(@Nullable SqlNode node, SqlException error) {
    return node == null ? error : error.position(node.getParserPosition().getColumnNum());
  }

  private static boolean isStar(@Nullable SqlNode item) {
    return item instanceof SqlIdentifier name && name.isStar();
  }
}
