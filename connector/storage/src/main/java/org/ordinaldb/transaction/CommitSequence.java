package org.ordinaldb.transaction;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.TransactionRollbackException;

/// Gives out commit numbers and makes commits visible in their order. Safe for use by many threads.
///
/// A commit is visible only when its record is durable and every smaller number is visible or
/// aborted. Whichever committer finds the head of the queue finished publishes all that can be.
public final class CommitSequence {
  /// A commit number on its way to visibility. Owned by the committing thread.
  public static final class Ticket {
    private final long number;
    private final CommitRecord record;
    private final Thread committer = Thread.currentThread();
    private volatile @Nullable Boolean durable;
    private volatile boolean settled;

    private Ticket(long number, CommitRecord record) {
      this.number = number;
      this.record = record;
    }

    public long number() {
      return number;
    }
  }

  private final ReentrantLock numbering = new ReentrantLock();
  private final ReentrantLock publishing = new ReentrantLock();

  /// Numbers given and not yet visible, ascending; guarded by `numbering`.
  private final ArrayDeque<Ticket> queue = new ArrayDeque<>();

  private long lastNumber;
  private volatile DatabaseState current;

  /// Why the state in memory fell behind the log for good: nothing is committed any more, and a
  /// restart recovers.
  private volatile @Nullable InternalException broken;

  public CommitSequence(DatabaseState recovered, long lastNumber) {
    this.current = recovered;
    this.lastNumber = lastNumber;
  }

  /// The newest visible state.
  public DatabaseState current() {
    return current;
  }

  /// The newest visible state, for those who delete what it does not need: fails when commits that
  /// are in the log are missing from it.
  public DatabaseState sound() {
    checkSound();
    return current;
  }

  /// How many numbers are given and not visible yet.
  int pending() {
    numbering.lock();
    try {
      return queue.size();
    } finally {
      numbering.unlock();
    }
  }

  /// Takes the next number, with all row locks of the transaction held; 40001 when a commit since the
  /// snapshot touched what the transaction read.
  ///
  /// @param reads what is to be as in the snapshot still, or null
  public Ticket take(CommitRecord record, @Nullable ReadSet reads, DatabaseState snapshot) {
    checkSound();
    long checked = reads == null ? 0 : check(reads, snapshot);
    numbering.lock();
    try {
      if (reads != null) {
        checkRest(reads, snapshot, checked);
      }
      Ticket ticket = new Ticket(++lastNumber, record);
      queue.addLast(ticket);
      return ticket;
    } finally {
      numbering.unlock();
    }
  }

  /// Takes a number for a transaction that checks nothing.
  public Ticket take(CommitRecord record) {
    return take(record, null, current);
  }

  /// Checks a transaction that wrote nothing, as [#take] does.
  public void validate(ReadSet reads, DatabaseState snapshot) {
    long checked = check(reads, snapshot);
    numbering.lock();
    try {
      checkRest(reads, snapshot, checked);
    } finally {
      numbering.unlock();
    }
  }

  /// Checks against what is visible now, so that little is left to do under the mutex.
  ///
  /// @return the number up to which it is checked
  private long check(ReadSet reads, DatabaseState snapshot) {
    DatabaseState newest = current;
    if (reads.isTouchedSince(snapshot.commit(), newest, snapshot)) {
      throw unserializable();
    }
    return newest.commit();
  }

  /// Checks against all numbers given after `checked`; under `numbering`. A number leaves the queue
  /// after it is visible, so none is missed between the two.
  private void checkRest(ReadSet reads, DatabaseState snapshot, long checked) {
    for (Ticket ticket : queue) {
      if (reads.isTouchedBy(ticket.record)) {
        throw unserializable();
      }
    }
    if (reads.isTouchedSince(checked, current, snapshot)) {
      throw unserializable();
    }
  }

  private static SqlException unserializable() {
    return new TransactionRollbackException(
            SqlState.SERIALIZATION_FAILURE,
            "could not serialize access due to read/write dependencies among transactions")
        .detail("Reason code: A transaction that has committed since changed what this one read.")
        .hint("The transaction might succeed if retried.");
  }

  /// Says how writing the record ended; returns once the commit is visible, or taken out.
  public void settle(Ticket ticket, boolean durable) {
    ticket.durable = durable;
    publishFinished();
    while (!ticket.settled) {
      LockSupport.park(this);
    }
    if (durable) {
      checkSound();
    }
  }

  /// Replaces the current state by one with the same commits.
  public void rearrange(UnaryOperator<DatabaseState> change) {
    publishing.lock();
    try {
      current = change.apply(current);
    } finally {
      publishing.unlock();
    }
  }

  private void publishFinished() {
    publishing.lock();
    try {
      for (Ticket head = peek(); head != null; head = peek()) {
        Boolean durable = head.durable;
        if (durable == null) {
          return;
        }
        if (durable && broken == null) {
          apply(head);
        }
        remove();
        head.settled = true;
        if (head.committer != Thread.currentThread()) {
          LockSupport.unpark(head.committer);
        }
      }
    } finally {
      publishing.unlock();
    }
  }

  private void apply(Ticket ticket) {
    try {
      current = current.after(ticket.record, ticket.number);
    } catch (RuntimeException | OutOfMemoryError e) {
      broken =
          new InternalException(
              SqlState.INTERNAL_ERROR,
              "commit "
                  + ticket.number
                  + " is durable but could not be applied; restart the server",
              e);
    }
  }

  private void checkSound() {
    InternalException failure = broken;
    if (failure != null) {
      throw failure;
    }
  }

  private @Nullable Ticket peek() {
    numbering.lock();
    try {
      return queue.peekFirst();
    } finally {
      numbering.unlock();
    }
  }

  private void remove() {
    numbering.lock();
    try {
      queue.removeFirst();
    } finally {
      numbering.unlock();
    }
  }
}
