package org.ordinaldb.sql.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ordinaldb.catalog.CheckConstraint;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.sql.execution.DanglingReferences;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.NotNull;
import org.ordinaldb.sql.execution.Reference;
import org.ordinaldb.sql.execution.RowCheck;
import org.ordinaldb.sql.execution.TableConstraints;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.storage.CheckFinding;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Holds every row of a table to NOT NULL, CHECK and FOREIGN KEY, in one scan. Owned by one thread.
final class RowsCheck {
  /// A constraint that looks at the rows of a batch.
  private interface Held {
    void look(ColumnBatch rows);
  }

  private final TableDescriptor table;
  private final ExecutionContext context;
  private final EvaluationContext evaluation;
  private final List<CheckFinding> findings;
  private final List<Held> held = new ArrayList<>();
  private final List<DanglingReferences> references = new ArrayList<>();
  private final List<Problems> problems = new ArrayList<>();

  RowsCheck(TableConstraints constraints, ExecutionContext context, List<CheckFinding> findings) {
    this.table = constraints.table();
    this.context = context;
    this.evaluation = context.evaluation();
    this.findings = findings;
    for (int column = 0; column < table.columns().size(); column++) {
      holdNotNull(column);
    }
    constraints.checks().forEach(this::hold);
    constraints.references().forEach(this::hold);
  }

  void run() {
    if (held.isEmpty()) {
      return;
    }
    int[] all = new int[table.columns().size()];
    Arrays.setAll(all, column -> column);
    try (TableScan scan = context.storage().scan(ScanRequest.all(table, all))) {
      for (ColumnBatch rows = scan.next(); rows != null; rows = scan.next()) {
        for (Held each : held) {
          context.cancelToken().check();
          each.look(rows);
        }
      }
    }
    references.forEach(DanglingReferences::finish);
    problems.forEach(Problems::close);
  }

  private Problems of(String part, int column) {
    Problems added = new Problems(table, part, column, findings);
    problems.add(added);
    return added;
  }

  private void holdNotNull(int column) {
    ColumnDescriptor descriptor = table.columns().get(column);
    if (descriptor.nullable()) {
      return;
    }
    Problems wrong = of("", column);
    held.add(rows -> {
      Vector values = rows.column(column);
      for (int i = 0; values.hasNulls() && i < rows.size(); i++) {
        if (values.isNull(rows.row(i))) {
          wrong.add(
              "null in column \"" + descriptor.name() + "\" of row " + name(rows, rows.row(i)));
        }
      }
    });
  }

  private void hold(RowCheck check) {
    for (CheckConstraint declared : table.checks()) {
      if (declared.name().equals(check.name()) && declared.validated()) {
        Problems wrong = of("constraint " + check.name(), -1);
        held.add(rows -> look(check, rows, wrong));
      }
    }
  }

  private void look(RowCheck check, ColumnBatch rows, Problems wrong) {
    LongVector truth;
    try {
      truth = (LongVector) check.condition().evaluate(rows, evaluation);
    } catch (SqlException e) {
      context.cancelToken().check();
      wrong.add("it cannot be computed: " + e.text());
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.row(i);
      if (!truth.isNull(row) && truth.get(row) == 0) {
        wrong.add("row " + name(rows, row) + " violates it");
      }
    }
  }

  private void hold(Reference reference) {
    ForeignKey key = reference.key();
    if (!key.validated()) {
      return;
    }
    Problems wrong = of("constraint " + key.name(), -1);
    DanglingReferences dangling = new DanglingReferences(reference, context, wrong::add);
    references.add(dangling);
    held.add(rows -> {
      Vector[] parts = columns(rows, key.columns());
      dangling.take(parts, rows);
      if (key.matchFull()) {
        requireWhole(parts, rows, wrong);
      }
    });
  }

  /// A reference that is NULL in part is no reference under MATCH FULL.
  private void requireWhole(Vector[] parts, ColumnBatch rows, Problems wrong) {
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.row(i);
      long nulls = Arrays.stream(parts).filter(part -> part.isNull(row)).count();
      if (nulls > 0 && nulls < parts.length) {
        wrong.add("the key of row " + name(rows, row) + " is null in part");
      }
    }
  }

  /// The row by its primary key, or else by all that it has.
  private String name(ColumnBatch rows, int row) {
    PrimaryKey key = table.primaryKey();
    return key == null
        ? "(" + NotNull.describe(table, rows, row, evaluation.session()) + ")"
        : KeyText.of(
            table, key.columns(), columns(rows, key.columns()), row, evaluation.session().format());
  }

  private static Vector[] columns(ColumnBatch rows, List<Integer> wanted) {
    return wanted.stream().map(rows::column).toArray(Vector[]::new);
  }
}
