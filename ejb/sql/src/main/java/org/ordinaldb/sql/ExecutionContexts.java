package org.ordinaldb.sql;

import java.util.SplittableRandom;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.sql.execution.ConstraintSource;
import org.ordinaldb.sql.execution.DeferredChecks;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.LoadConstraints;
import org.ordinaldb.sql.execution.MemoryBudget;
import org.ordinaldb.sql.execution.StatementConstraints;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.system.SystemContext;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ColumnBatch;

/// Makes what the statements of a session run with. Owned by the session's thread.
final class ExecutionContexts {
  private final StorageSession storage;
  private final SessionState state;
  private final SystemContext system;
  private final ConstraintSource constraints;
  private final DeferredChecks deferred;
  private final long bytesMax;
  private final SplittableRandom random = new SplittableRandom();

  /// @param bytesMax the memory that one statement may take
  ExecutionContexts(
      StorageSession storage,
      SessionState state,
      SystemContext system,
      ConstraintSource constraints,
      DeferredChecks deferred,
      long bytesMax) {
    this.storage = storage;
    this.state = state;
    this.system = system;
    this.constraints = constraints;
    this.deferred = deferred;
    this.bytesMax = bytesMax;
  }

  /// @param instrumented whether to measure every node, for EXPLAIN ANALYZE
  ExecutionContext create(ColumnBatch parameters, boolean instrumented) {
    CancelToken token = storage.cancelToken();
    return new ExecutionContext(
        storage,
        new EvaluationContext(state, parameters, token, random),
        system,
        token,
        new MemoryBudget(bytesMax),
        constraints(),
        instrumented);
  }

  /// The constraints that one statement has to look at.
  StatementConstraints constraints() {
    return new StatementConstraints(constraints, deferred);
  }

  /// Holds rows that a command writes to their table's constraints.
  LoadConstraints loadConstraints(TableDescriptor table) {
    return new LoadConstraints(table, create(Prepared.NO_PARAMETERS, false));
  }
}
