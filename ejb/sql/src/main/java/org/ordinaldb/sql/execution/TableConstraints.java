package org.ordinaldb.sql.execution;

import java.util.BitSet;
import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;

/// What a table's constraints, beside its keys, ask of changes to it. Immutable.
///
/// @param checks in the order of their names
/// @param references to other tables
/// @param referrers the foreign keys, of this table too, that refer to it
/// @param indexes what has to follow the rows
public record TableConstraints(
    TableDescriptor table,
    List<RowCheck> checks,
    List<Reference> references,
    List<Reference> referrers,
    IndexMaintenance indexes) {
  public TableConstraints {
    checks = List.copyOf(checks);
    references = List.copyOf(references);
    referrers = List.copyOf(referrers);
  }

  /// The ordinals of the columns whose old values a DELETE has to know.
  public BitSet referredColumns() {
    BitSet columns = indexes.columns();
    for (Reference reference : referrers) {
      reference.key().referencedColumns().forEach(columns::set);
    }
    return columns;
  }

  /// The ordinals of the columns whose old values an UPDATE of some columns has to know.
  public BitSet watchedColumns(BitSet changed) {
    BitSet columns = indexes.touching(changed).columns();
    for (Reference reference : references) {
      add(columns, changed, reference.key().columns());
    }
    for (Reference reference : referrers) {
      add(columns, changed, reference.key().referencedColumns());
    }
    return columns;
  }

  private static void add(BitSet columns, BitSet changed, List<Integer> key) {
    if (key.stream().anyMatch(changed::get)) {
      key.forEach(columns::set);
    }
  }

  /// Throws 23502 or 23514 for a row that NOT NULL or a CHECK refuses.
  ///
  /// @param rows all columns of the table
  public void check(ColumnBatch rows, EvaluationContext context) {
    NotNull.check(table, rows, context.session());
    for (RowCheck check : checks) {
      LongVector truth = (LongVector) check.condition().evaluate(rows, context);
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.row(i);
        if (!truth.isNull(row) && truth.get(row) == 0) {
          throw violation(check, rows, row, context);
        }
      }
    }
  }

  private RuntimeException violation(
      RowCheck check, ColumnBatch rows, int row, EvaluationContext context) {
    return new StatementException(
            SqlState.CHECK_VIOLATION,
            "new row for relation \""
                + table.name()
                + "\" violates check constraint \""
                + check.name()
                + "\"")
        .detail(
            "Failing row contains (" + NotNull.describe(table, rows, row, context.session()) + ").")
        .object(table.schema(), table.name(), null, check.name());
  }
}
