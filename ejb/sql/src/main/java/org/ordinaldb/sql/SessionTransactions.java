package org.ordinaldb.sql;

import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.DeferredChecks;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.storage.StorageSession;

/// Begins and ends a session's transactions with all that goes with it: the clocks, settings that
/// last as long, open queries, checks that were put off. Owned by the session's thread.
final class SessionTransactions {
  private final StorageSession storage;
  private final TransactionBlock block;
  private final SessionState state;
  private final OpenQueries queries;
  private final DeferredChecks deferred;
  private final ExecutionContexts contexts;

  SessionTransactions(
      StorageSession storage,
      TransactionBlock block,
      SessionState state,
      OpenQueries queries,
      DeferredChecks deferred,
      ExecutionContexts contexts) {
    this.storage = storage;
    this.block = block;
    this.state = state;
    this.queries = queries;
    this.deferred = deferred;
    this.contexts = contexts;
  }

  /// Makes sure that there is a transaction.
  ///
  /// @return whether it was begun here
  boolean enter() {
    boolean begun = block.enter(state.isolation(), state.isReadOnly());
    if (begun) {
      state.transactionBegins();
      if (block.isForeign()) {
        storage.register(new ForeignTransaction());
      }
    }
    return begun;
  }

  /// A transaction that the container ends, if need be after this session is closed.
  private final class ForeignTransaction implements StorageSession.Synchronization {
    @Override
    public void beforeCommit() {
      try {
        block.refuseFailed();
        runDeferred(any -> true);
      } catch (RuntimeException | Error e) {
        throw Failures.translate(e);
      }
    }

    @Override
    public void afterEnd(boolean committed) {
      block.foreignEnded();
      state.transactionEnds(committed);
    }
  }

  /// Planning counts rows, which needs a snapshot.
  void enterForPlanning() {
    if (enter()) {
      storage.beginStatement();
    }
  }

  /// A statement takes its snapshot; queries that are not at their end keep theirs.
  void beginStatement() {
    queries.keepViews();
    block.beginStatement();
  }

  /// Sync has come: commits what no block holds together.
  void sync() {
    if (block.isImplicit()) {
      commit();
    } else if (block.isOpen() && queries.areDone()) {
      // The session waits for its client: where a statement takes its own snapshot, none is needed.
      storage.endStatement();
    }
    state.statementPauses(block.status());
  }

  /// @return whether it was committed rather than rolled back
  boolean commit() {
    queries.close();
    boolean committed = false;
    try {
      runDeferred();
      committed = block.commit();
      return committed;
    } finally {
      state.transactionEnds(committed);
    }
  }

  /// Leaves the transaction to whoever commits or rolls it back by its global id.
  ///
  /// @return false when it had failed and is rolled back instead
  boolean prepare(String globalId) {
    queries.close();
    boolean prepared = false;
    try {
      runDeferred();
      prepared = block.prepare(globalId, state.currentUser());
      return prepared;
    } finally {
      state.transactionEnds(prepared);
    }
  }

  void rollback() {
    queries.close();
    block.rollback();
    state.transactionEnds(false);
  }

  void savepoint(String name) {
    enter();
    block.savepoint(name, queries.begun());
  }

  /// Queries from before the savepoint go on.
  void rollbackTo(String savepoint) {
    queries.closeSince(block.queriesBegunAt(savepoint));
    queries.keepViews();
    block.rollbackTo(savepoint);
  }

  void refuseFailed() {
    block.refuseFailed();
  }

  /// A statement failed: there is no way on for what was begun since the last savepoint.
  void fail() {
    if (block.isBegunElsewhere()) {
      // The first statement has failed before it began, for it could not even be read.
      enter();
    }
    queries.closeSince(block.queriesBegunAtLast());
    boolean ends = block.isImplicit();
    block.fail();
    if (ends) {
      state.transactionEnds(false);
    }
    state.statementPauses(block.status());
  }

  /// The session ends: rolls back what is its own.
  void close() {
    queries.close();
    if (block.isOwn()) {
      block.rollback();
    }
  }

  /// Runs what was put off until the transaction ends; when that fails the transaction is over.
  private void runDeferred() {
    if (deferred.isEmpty() || block.isFailed() || !block.isOwn()) {
      return;
    }
    boolean held = false;
    try {
      runDeferred(any -> true);
      held = true;
    } finally {
      if (!held) {
        block.rollback();
      }
    }
  }

  private void runDeferred(Predicate<Integer> wanted) {
    ExecutionContext context = contexts.create(Prepared.NO_PARAMETERS, false);
    context.constraints().runDeferred(wanted, context);
  }

  /// SET CONSTRAINTS.
  ///
  /// @param ids of the constraints; null for all
  void setConstraints(@Nullable Set<Integer> ids, boolean puttingOff) {
    beginStatement();
    if (!puttingOff) {
      runDeferred(id -> ids == null || ids.contains(id));
    }
    if (ids == null) {
      deferred.setAll(puttingOff);
    } else {
      ids.forEach(id -> deferred.set(id, puttingOff));
    }
  }

  /// Throws for a table whose rows wait for a check that a command would lose.
  void requireNoPendingChecks(TableDescriptor table, String command) {
    if (!deferred.isEmpty() && contexts.constraints().pendingTables().contains(table.id())) {
      throw new StatementException(
          SqlState.OBJECT_IN_USE,
          "cannot %s \"%s\" because it has pending trigger events"
              .formatted(command, table.name()));
    }
  }
}
