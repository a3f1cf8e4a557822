package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.transaction.ReadSet;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.transaction.Transaction;

/// The transaction of a session, at most one at a time: how it begins, goes back and ends. Owned by the
/// session's thread.
final class SessionTransaction {
  private record Mark(Transaction transaction, Transaction.Mark at, int locks)
      implements StorageSession.Savepoint {}

  private final LocalEngine engine;
  private final SessionCalls calls;
  private final SessionLocks locks;
  private final SessionReads reads;
  private boolean synchronousCommit = true;
  private @Nullable Transaction transaction;

  /// Segments that this transaction's loads built.
  private final List<Segment> built = new ArrayList<>();

  /// What follows the open transaction.
  private final List<StorageSession.Synchronization> synchronizations = new ArrayList<>();

  SessionTransaction(
      LocalEngine engine, SessionCalls calls, SessionLocks locks, SessionReads reads) {
    this.engine = engine;
    this.calls = calls;
    this.locks = locks;
    this.reads = reads;
  }

  void synchronousCommit(boolean on) {
    synchronousCommit = on;
  }

  void begin(IsolationLevel isolation, boolean readOnly) {
    engine.checkOpen();
    if (transaction != null) {
      throw new IllegalStateException("a transaction is open");
    }
    transaction = new Transaction(isolation, readOnly, locks.newTransaction());
  }

  @Nullable Transaction openOrNull() {
    return transaction;
  }

  Transaction open() {
    return Objects.requireNonNull(transaction, "no transaction is open");
  }

  /// The open transaction, with a snapshot.
  Transaction reading() {
    Transaction open = open();
    if (!open.hasSnapshot()) {
      open.moveTo(engine.snapshots.take());
    }
    return open;
  }

  /// The open transaction, with a snapshot; 25006 when it only reads.
  Transaction writing(String command) {
    Transaction open = reading();
    if (open.isReadOnly()) {
      throw new StatementException(
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot execute " + command + " in a read-only transaction");
    }
    return open;
  }

  void beginStatement() {
    engine.checkOpen();
    Transaction open = open();
    if (!open.keepsSnapshot() || !open.hasSnapshot()) {
      open.moveTo(engine.snapshots.take());
    }
  }

  void endStatement() {
    reads.forget();
    Transaction open = transaction;
    if (open != null && !open.keepsSnapshot()) {
      open.closeSnapshot();
    }
  }

  StorageSession.Savepoint savepoint() {
    Transaction open = open();
    return new Mark(open, open.mark(), locks.mark(open));
  }

  void rollbackTo(StorageSession.Savepoint savepoint) {
    Mark mark = undoSince(savepoint);
    if (mark.transaction().reads() == null) {
      locks.releaseSince(mark.transaction(), mark.locks());
    }
  }

  void retryStatement(StorageSession.Savepoint savepoint) {
    undoSince(savepoint);
    beginStatement();
  }

  private Mark undoSince(StorageSession.Savepoint savepoint) {
    Mark mark = (Mark) savepoint;
    if (mark.transaction() != transaction) {
      throw new IllegalStateException("a savepoint of another transaction");
    }
    mark.transaction().restore(mark.at());
    return mark;
  }

  /// Keeps segments that a load built until the transaction ends.
  void keep(List<Segment> segments) {
    built.addAll(segments);
  }

  void register(StorageSession.Synchronization synchronization) {
    open();
    synchronizations.add(synchronization);
  }

  void commit() {
    Transaction open = open();
    boolean committed = false;
    try {
      beforeCommit();
      calls.enter();
      ReadSet toCheck = open.readsToCheck();
      if (open.hasWrites()) {
        engine.commit(open, synchronousCommit, calls.cancel);
      } else if (toCheck != null && open.looksAtNewest()) {
        engine.sequence.validate(toCheck, open.snapshot().state());
      }
      committed = true;
    } finally {
      release(open);
      end(open);
      calls.leave();
      afterEnd(committed);
    }
    engine.afterCommit(calls.cancel);
  }

  void rollback() {
    Transaction open = open();
    release(open);
    end(open);
    afterEnd(false);
    engine.rollbacks.increment();
  }

  void prepare(String globalId, String owner) {
    Transaction open = open();
    boolean prepared = false;
    try {
      beforeCommit();
      calls.enter();
      keepReads(open);
      engine.prepare(globalId, owner, open, built);
      locks.detach(open);
      prepared = true;
    } finally {
      if (!prepared) {
        release(open);
      }
      end(open);
      calls.leave();
      afterEnd(prepared);
    }
  }

  /// One of them may register another.
  private void beforeCommit() {
    for (int i = 0; i < synchronizations.size(); i++) {
      synchronizations.get(i).beforeCommit();
    }
  }

  private void afterEnd(boolean committed) {
    List<StorageSession.Synchronization> told = List.copyOf(synchronizations);
    synchronizations.clear();
    told.forEach(each -> each.afterEnd(committed));
  }

  void requireUntouchedReads() {
    Transaction open = open();
    ReadSet toCheck = open.readsToCheck();
    if (toCheck != null) {
      calls.enter();
      try {
        engine.sequence.validate(toCheck, open.snapshot().state());
      } finally {
        calls.leave();
      }
    }
  }

  /// What a serializable transaction read stays as it is until it is committed.
  private void keepReads(Transaction open) {
    ReadSet toCheck = open.readsToCheck();
    if (toCheck != null) {
      for (int table : toCheck.tables()) {
        locks.lockTable(open, table, TableLock.SHARE);
      }
      engine.sequence.validate(toCheck, open.snapshot().state());
    }
  }

  /// Gives back what nobody else has taken over.
  private void release(Transaction open) {
    locks.releaseAll(open);
    engine.garbage().unpin(built);
  }

  private void end(Transaction open) {
    transaction = null;
    open.closeSnapshot();
    built.clear();
    reads.forget();
  }
}
