package org.ordinaldb.sql.check;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.sql.execution.ConstraintSource;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.IndexMaintenance.Maintained;
import org.ordinaldb.sql.execution.TableConstraints;
import org.ordinaldb.storage.CheckFinding;

/// One check of all tables in one snapshot, that of the context's storage session: NOT NULL, CHECK and
/// FOREIGN KEY hold for every row, and every index has the entry of every row that it is for, and no
/// other. What was made NOT VALID, or is still being built, is passed over. Owned by one thread.
public final class DatabaseCheck {
  private final Catalog catalog;
  private final ConstraintSource constraints;
  private final ExecutionContext context;
  private final long spaceBytes;
  private final List<CheckFinding> findings = new ArrayList<>();

  /// @param catalog that of the snapshot
  /// @param spaceBytes for what has to be sorted
  public DatabaseCheck(
      Catalog catalog, ConstraintSource constraints, ExecutionContext context, long spaceBytes) {
    this.catalog = catalog;
    this.constraints = constraints;
    this.context = context;
    this.spaceBytes = spaceBytes;
  }

  public List<CheckFinding> run() {
    for (TableDescriptor table : catalog.sortedTables()) {
      Problems broken = new Problems(table, "", findings);
      guarded(broken, () -> check(table));
    }
    return findings;
  }

  private void check(TableDescriptor table) {
    TableConstraints held = constraints.of(table);
    guarded(new Problems(table, "", findings), () -> new RowsCheck(held, context, findings).run());
    for (Maintained index : held.indexes().indexes()) {
      if (context.storage().sees(index.index().index())) {
        Problems problems = new Problems(table, "index " + index.index().index().name(), findings);
        guarded(problems, () -> new IndexCheck(index, context, problems, spaceBytes).run());
        problems.close();
      }
    }
  }

  /// Runs a step; an error that keeps it from going on is a problem.
  private void guarded(Problems problems, Runnable step) {
    try {
      step.run();
    } catch (SqlException e) {
      context.cancelToken().check();
      problems.add("it cannot be checked: " + e.text());
    }
  }
}
