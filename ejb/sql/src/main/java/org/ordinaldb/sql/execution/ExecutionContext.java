package org.ordinaldb.sql.execution;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.system.SystemContext;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ColumnBatch;

/// What one run of a plan works with. Owned by the session's thread.
public final class ExecutionContext {
  private final StorageSession storage;
  private final EvaluationContext evaluation;
  private final SystemContext system;
  private final CancelToken cancelToken;
  private final MemoryBudget memory;
  private final StatementConstraints constraints;
  private final @Nullable Map<PlanNode, NodeStatistics> statistics;
  private long modifiedRows;

  /// The rows that were modified, where RETURNING asks queries about them.
  private List<ColumnBatch> modified = List.of();

  /// @param instrumented whether to measure every node, for EXPLAIN ANALYZE
  public ExecutionContext(
      StorageSession storage,
      EvaluationContext evaluation,
      SystemContext system,
      CancelToken cancelToken,
      MemoryBudget memory,
      StatementConstraints constraints,
      boolean instrumented) {
    this.storage = storage;
    this.evaluation = evaluation;
    this.system = system;
    this.cancelToken = cancelToken;
    this.memory = memory;
    this.constraints = constraints;
    this.statistics = instrumented ? new IdentityHashMap<>() : null;
  }

  /// The same run with other parameters, for a plan within the plan.
  ExecutionContext withParameters(ColumnBatch parameters) {
    ExecutionContext inner =
        new ExecutionContext(
            storage,
            new EvaluationContext(
                evaluation.session(), parameters, cancelToken, evaluation.random()),
            system,
            cancelToken,
            memory,
            constraints,
            false);
    inner.modified = modified;
    return inner;
  }

  public StorageSession storage() {
    return storage;
  }

  public EvaluationContext evaluation() {
    return evaluation;
  }

  /// What system tables read.
  public SystemContext system() {
    return system;
  }

  public CancelToken cancelToken() {
    return cancelToken;
  }

  public MemoryBudget memory() {
    return memory;
  }

  /// The constraints of the tables that the run changes.
  public StatementConstraints constraints() {
    return constraints;
  }

  /// Opens a node, measured when this run is instrumented.
  public Operator open(PlanNode node) {
    if (statistics == null) {
      return node.open(this);
    }
    NodeStatistics measured = statistics.computeIfAbsent(node, any -> new NodeStatistics());
    return MeasuredOperator.open(node, this, measured);
  }

  /// What was measured at a node; null when nothing is measured or the node never ran.
  public @Nullable NodeStatistics statistics(PlanNode node) {
    return statistics == null ? null : statistics.get(node);
  }

  /// How many rows the run inserted, updated or deleted: the number of its command tag.
  public long modifiedRows() {
    return modifiedRows;
  }

  void addModifiedRows(long rows) {
    modifiedRows += rows;
  }

  List<ColumnBatch> modified() {
    return modified;
  }

  void modified(List<ColumnBatch> rows) {
    modified = rows;
  }
}
