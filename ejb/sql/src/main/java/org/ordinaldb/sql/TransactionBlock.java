package org.ordinaldb.sql;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.TransactionStatus;
import org.ordinaldb.sql.execution.DeferredChecks;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;

/// Where a session stands among transactions: none, an implicit one, a block, a failed block. Owned
/// by the session's thread.
///
/// A failed block gives its locks back at once unless it has savepoints to return to. In a
/// *managed* session the container begins and ends transactions; the session never does while one
/// of them is open, and is told of its end by [#foreignEnded()].
final class TransactionBlock {
  private enum State {
    NONE,
    IMPLICIT,
    BLOCK,
    FAILED,
    /// In a transaction that the container began.
    FOREIGN,
    /// In one in which a statement has failed: the container has to roll it back.
    FOREIGN_FAILED
  }

  /// What a transaction can go back to: its writes and the checks that it had put off by then.
  record Mark(StorageSession.Savepoint savepoint, DeferredChecks.Mark deferred) {}

  /// A named savepoint. Names may repeat; the newest counts.
  ///
  /// @param queriesBegun how many queries the session had begun by then
  private record Named(String name, Mark mark, long queriesBegun, boolean readOnly) {}

  private final StorageSession storage;
  private final DeferredChecks deferred;
  private final boolean managed;
  private final List<Named> savepoints = new ArrayList<>();
  private State state = State.NONE;

  /// Whether a statement has run in the present transaction.
  private boolean used;

  private IsolationLevel isolation = IsolationLevel.READ_COMMITTED;
  private boolean readOnly;
  private boolean deferrable;

  TransactionBlock(StorageSession storage, DeferredChecks deferred, boolean managed) {
    this.storage = storage;
    this.deferred = deferred;
    this.managed = managed;
  }

  TransactionStatus status() {
    return switch (state) {
      case NONE, IMPLICIT -> TransactionStatus.IDLE;
      case BLOCK, FOREIGN -> TransactionStatus.ACTIVE;
      case FAILED, FOREIGN_FAILED -> TransactionStatus.FAILED;
    };
  }

  boolean isOpen() {
    return state != State.NONE;
  }

  /// Whether this session has to end the transaction that is open.
  boolean isOwn() {
    return state != State.NONE && !isForeign();
  }

  boolean isFailed() {
    return state == State.FAILED || state == State.FOREIGN_FAILED;
  }

  /// Whether the container ends the transaction that is open.
  boolean isForeign() {
    return state == State.FOREIGN || state == State.FOREIGN_FAILED;
  }

  /// Whether the container has begun a transaction that the session does not know yet.
  boolean isBegunElsewhere() {
    return managed && state == State.NONE && storage.inTransaction();
  }

  boolean isImplicit() {
    return state == State.IMPLICIT;
  }

  /// Whether the transaction goes on when its statement has ended and Sync has come.
  boolean isBlock() {
    return state == State.BLOCK || state == State.FAILED || isForeign();
  }

  /// Makes sure that a transaction is open for a statement.
  ///
  /// @return whether it was begun by this call
  boolean enter(IsolationLevel newIsolation, boolean newReadOnly) {
    refuseFailed();
    if (state != State.NONE) {
      return false;
    }
    if (isBegunElsewhere()) {
      state = State.FOREIGN;
      return true;
    }
    start(newIsolation, newReadOnly);
    state = State.IMPLICIT;
    return true;
  }

  private void start(IsolationLevel newIsolation, boolean newReadOnly) {
    storage.begin(newIsolation, newReadOnly);
    isolation = newIsolation;
    readOnly = newReadOnly;
    used = false;
  }

  void refuseFailed() {
    if (isFailed()) {
      throw new StatementException(
          SqlState.IN_FAILED_SQL_TRANSACTION,
          "current transaction is aborted, commands ignored until end of transaction block");
    }
  }

  /// The isolation level of the open transaction.
  IsolationLevel isolation() {
    return isolation;
  }

  boolean isReadOnly() {
    return readOnly;
  }

  void refuseReadOnly(String command) {
    if (readOnly) {
      throw new StatementException(
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot execute " + command + " in a read-only transaction");
    }
  }

  TransactionModes modes() {
    return new TransactionModes(isolation, readOnly, deferrable);
  }

  boolean isDeferrable() {
    return deferrable;
  }

  /// BEGIN's or SET TRANSACTION's [NOT] DEFERRABLE.
  void deferrable(boolean value) {
    deferrable = value;
  }

  /// A statement is about to run: takes its snapshot.
  void beginStatement() {
    storage.beginStatement();
    used = true;
  }

  /// LOCK TABLE is about to run: a snapshot that stays is taken after it, and sees what the tables'
  /// former holders did.
  void beginWithoutSnapshot() {
    used = true;
  }

  /// BEGIN.
  ///
  /// @return false when a block was open already
  boolean begin(IsolationLevel newIsolation, boolean newReadOnly) {
    refuseManaged();
    if (state == State.BLOCK) {
      return false;
    }
    if (state == State.IMPLICIT && !used) {
      storage.rollback();
      state = State.NONE;
    }
    enter(newIsolation, newReadOnly);
    state = State.BLOCK;
    return true;
  }

  /// SET TRANSACTION, with PostgreSQL's rules for what may change when.
  void change(IsolationLevel newIsolation, boolean newReadOnly, boolean setsDeferrable) {
    if (newIsolation != isolation) {
      refuseIf(used, "SET TRANSACTION ISOLATION LEVEL must be called before any query");
      refuseIf(
          !savepoints.isEmpty(),
          "SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction");
    }
    if (readOnly && !newReadOnly) {
      refuseIf(
          !savepoints.isEmpty(),
          "cannot set transaction read-write mode inside a read-only transaction");
      refuseIf(used, "transaction read-write mode must be set before any query");
    }
    if (setsDeferrable) {
      refuseIf(
          !savepoints.isEmpty(),
          "SET TRANSACTION [NOT] DEFERRABLE cannot be called within a subtransaction");
      refuseIf(used, "SET TRANSACTION [NOT] DEFERRABLE must be called before any query");
    }
    if (newIsolation != isolation || (readOnly && !newReadOnly)) {
      refuseManaged();
      storage.rollback();
      start(newIsolation, newReadOnly);
    } else {
      readOnly(newReadOnly);
    }
  }

  private void readOnly(boolean value) {
    if (readOnly != value) {
      storage.readOnly(value);
      readOnly = value;
    }
  }

  private static void refuseIf(boolean condition, String message) {
    if (condition) {
      throw new StatementException(SqlState.ACTIVE_SQL_TRANSACTION, message);
    }
  }

  /// Commits what is open; a failed block is rolled back instead.
  ///
  /// @return whether it was committed
  boolean commit() {
    State before = state;
    end();
    if (before == State.FAILED) {
      rollbackStorage();
      return false;
    }
    if (storage.inTransaction()) {
      storage.commit();
    }
    return true;
  }

  /// Commits what is open and begins another that nobody asked for, READ COMMITTED.
  void next() {
    storage.commit();
    start(IsolationLevel.READ_COMMITTED, false);
  }

  /// Prepares what is open for the second phase of its commit; a failed block is rolled back instead.
  ///
  /// @return whether it was prepared
  boolean prepare(String globalId, String owner) {
    State before = state;
    end();
    if (before == State.FAILED) {
      rollbackStorage();
      return false;
    }
    storage.prepare(globalId, owner);
    return true;
  }

  void rollback() {
    end();
    rollbackStorage();
  }

  /// The container has ended its transaction.
  void foreignEnded() {
    end();
  }

  /// A statement failed.
  void fail() {
    switch (state) {
      case NONE, FAILED, FOREIGN_FAILED -> {}
      case FOREIGN -> state = State.FOREIGN_FAILED;
      case IMPLICIT -> rollback();
      case BLOCK -> {
        state = State.FAILED;
        if (savepoints.isEmpty()) {
          rollbackStorage();
        }
      }
    }
  }

  private void rollbackStorage() {
    if (storage.inTransaction()) {
      storage.rollback();
    }
  }

  private void end() {
    state = State.NONE;
    savepoints.clear();
    deferred.clear();
  }

  void refuseManaged() {
    if (isForeign() || isBegunElsewhere()) {
      throw new StatementException(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "transactions of this connection are ended by the application server");
    }
  }

  // ---- savepoints

  void savepoint(String name, long queriesBegun) {
    requireBlock("SAVEPOINT");
    savepoints.add(new Named(name, mark(), queriesBegun, readOnly));
  }

  /// How many queries had been begun at a savepoint.
  long queriesBegunAt(String savepoint) {
    requireBlock("ROLLBACK TO SAVEPOINT");
    return savepoints.get(find(savepoint)).queriesBegun();
  }

  /// The same of the last savepoint; 0 where there is none, and nothing of the transaction is left
  /// when a statement fails.
  long queriesBegunAtLast() {
    return savepoints.isEmpty() ? 0 : savepoints.getLast().queriesBegun();
  }

  /// READ ONLY since the savepoint ends with it.
  void rollbackTo(String name) {
    int index = find(name);
    Mark mark = savepoints.get(index).mark();
    storage.rollbackTo(mark.savepoint());
    deferred.restore(mark.deferred());
    readOnly(savepoints.get(index).readOnly());
    savepoints.subList(index + 1, savepoints.size()).clear();
    if (isFailed()) {
      state = isForeign() ? State.FOREIGN : State.BLOCK;
    }
  }

  /// READ ONLY since the savepoint ends with it, although everything else stays.
  void release(String name) {
    requireBlock("RELEASE SAVEPOINT");
    int index = find(name);
    readOnly(savepoints.get(index).readOnly());
    savepoints.subList(index, savepoints.size()).clear();
  }

  void requireBlock(String statement) {
    if (!isBlock()) {
      throw new StatementException(
          SqlState.NO_ACTIVE_SQL_TRANSACTION,
          statement + " can only be used in transaction blocks");
    }
  }

  private int find(String name) {
    for (int i = savepoints.size() - 1; i >= 0; i--) {
      if (savepoints.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new StatementException(
        SqlState.INVALID_SAVEPOINT_SPECIFICATION, "savepoint \"" + name + "\" does not exist");
  }

  // ---- marks

  Mark mark() {
    return new Mark(storage.savepoint(), deferred.mark());
  }

  /// Undoes what a statement did since it began, for it to run again on a newer snapshot.
  void retry(Mark mark) {
    storage.cancelToken().check();
    storage.retryStatement(mark.savepoint());
    deferred.restore(mark.deferred());
  }
}
