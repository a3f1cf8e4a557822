package org.ordinaldb.transaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.type.ByteSink;

/// Gives out commit numbers, and makes commits durable and visible in their order. Safe for use by
/// many threads.
///
/// - The first committer that waits leads: it writes the records of all that wait by then, which is
///   one JE transaction and one force of the device, makes them visible, and wakes them up. Who came
///   meanwhile waits for the next group, led by the first of them.
/// - A leader whose group is smaller than the last one with those that waited behind it gives the others
///   half the time of a force to come back: one force for all is better than two for a half each. Who
///   commits alone never waits.
/// - A commit is visible only when it is durable and every smaller number is visible or aborted.
///
/// When each committer had its own JE transaction, and JE shared the force, they met at JE's locks
/// and were woken up twice: by JE, and when the numbers before theirs were visible.
public final class CommitSequence {
  /// Writes commits with ascending numbers to the log: all of them or, when it throws, none.
  @FunctionalInterface
  public interface Log {
    void append(List<CommitLog.Entry> entries, Journal.Sync sync);
  }

  /// A transaction that wants to commit.
  ///
  /// @param bytes the record, encoded and sealed
  /// @param also what else is to happen in the JE transaction that commits
  public record Request(CommitRecord record, ByteSink bytes, Journal.Sync sync, Journal.Work also) {
    public static Request of(CommitRecord record, Journal.Sync sync, Journal.Work also) {
      ByteSink bytes = new ByteSink(256);
      record.encode(bytes);
      Seal.put(bytes);
      return new Request(record, bytes, sync, also);
    }
  }

  /// A commit number on its way to visibility. Written by the leader of its group until it is settled.
  private static final class Ticket {
    final long number;
    final Request request;
    final Thread committer = Thread.currentThread();
    boolean durable;
    @Nullable Throwable failure;
    volatile boolean settled;

    Ticket(long number, Request request) {
      this.number = number;
      this.request = request;
    }

    CommitLog.Entry entry() {
      return new CommitLog.Entry(
          number, request.bytes(), request.record().catalog(), request.also());
    }
  }

  /// A group ends with the record that makes it as large as this.
  private static final int GROUP_BYTES = 1 << 20;

  private final Log log;
  private final ReentrantLock numbering = new ReentrantLock();
  private final ReentrantLock publishing = new ReentrantLock();

  /// Numbers given and not yet visible, ascending; guarded by `numbering`.
  private final ArrayDeque<Ticket> queue = new ArrayDeque<>();

  /// The first of the queue; set under `numbering`.
  private volatile @Nullable Ticket leader;

  /// How many commits the next group is worth waiting for; guarded by `numbering`.
  private int expected = 1;

  /// What the last force took. Owned by the leader, as the next one is told under `numbering`.
  private long forceNanos;

  private long lastNumber;
  private volatile DatabaseState current;

  /// Why the state in memory fell behind the log for good: nothing is committed any more, and a
  /// restart recovers.
  private volatile @Nullable InternalException broken;

  public CommitSequence(DatabaseState recovered, Log log) {
    this.current = recovered;
    this.lastNumber = recovered.commit();
    this.log = log;
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

  /// Commits a transaction that checks nothing.
  public void commit(Request request) {
    commit(request, null, current);
  }

  /// Commits, with all row locks of the transaction held; 40001 when a commit since the snapshot
  /// touched what the transaction read. When this returns, the commit is as durable as asked for, and
  /// visible.
  ///
  /// @param reads what is to be as in the snapshot still, or null
  public void commit(Request request, @Nullable ReadSet reads, DatabaseState snapshot) {
    checkSound();
    Ticket ticket = take(request, reads, snapshot);
    while (!ticket.settled) {
      if (leader == ticket) {
        lead(ticket);
      } else {
        LockSupport.park(this);
      }
    }
    if (ticket.durable) {
      checkSound();
    } else {
      throw failure(ticket.failure);
    }
  }

  private Ticket take(Request request, @Nullable ReadSet reads, DatabaseState snapshot) {
    long checked = reads == null ? 0 : check(reads, snapshot);
    numbering.lock();
    try {
      if (reads != null) {
        checkRest(reads, snapshot, checked);
      }
      Ticket ticket = new Ticket(++lastNumber, request);
      queue.addLast(ticket);
      Ticket first = leader;
      if (first == null) {
        leader = ticket;
      } else if (queue.size() == expected) {
        LockSupport.unpark(first.committer);
      }
      return ticket;
    } finally {
      numbering.unlock();
    }
  }

  /// Checks a transaction that wrote nothing, as [#commit] does.
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
      if (reads.isTouchedBy(ticket.request.record())) {
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

  /// Replaces the current state by one with the same commits.
  public void rearrange(UnaryOperator<DatabaseState> change) {
    publishing.lock();
    try {
      current = change.apply(current);
    } finally {
      publishing.unlock();
    }
  }

  /// Commits everything that waits.
  private void lead(Ticket first) {
    List<Ticket> group = List.of(first);
    try {
      if (first.request.sync() == Journal.Sync.DEVICE) {
        awaitOthers();
      }
      group = group();
      write(group);
      publish(group);
    } finally {
      settle(group);
    }
  }

  private void awaitOthers() {
    long end = System.nanoTime() + forceNanos / 2;
    for (long left = forceNanos / 2; left > 0 && isSmall(); left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private boolean isSmall() {
    numbering.lock();
    try {
      return queue.size() < expected;
    } finally {
      numbering.unlock();
    }
  }

  private List<Ticket> group() {
    List<Ticket> group = new ArrayList<>();
    int bytes = 0;
    numbering.lock();
    try {
      for (Ticket ticket : queue) {
        group.add(ticket);
        bytes += ticket.request.bytes().size();
        if (bytes >= GROUP_BYTES) {
          break;
        }
      }
    } finally {
      numbering.unlock();
    }
    return group;
  }

  /// Where a group fails, each is tried alone: the reason may be one of them. Unless nobody can say
  /// what has happened: then it holds for all.
  private void write(List<Ticket> group) {
    InternalException stopped = broken;
    if (stopped != null) {
      group.forEach(ticket -> ticket.failure = stopped);
      return;
    }
    Journal.Sync sync = sync(group);
    long start = System.nanoTime();
    try {
      log.append(group.stream().map(Ticket::entry).toList(), sync);
      forceNanos = sync == Journal.Sync.DEVICE ? System.nanoTime() - start : forceNanos;
      group.forEach(ticket -> ticket.durable = true);
    } catch (RuntimeException | Error e) {
      if (group.size() > 1 && !isUnknownOutcome(e)) {
        group.forEach(ticket -> write(List.of(ticket)));
      } else {
        group.forEach(ticket -> ticket.failure = e);
      }
    }
  }

  private static boolean isUnknownOutcome(Throwable e) {
    return e instanceof SqlException failure
        && failure.state() == SqlState.STATEMENT_COMPLETION_UNKNOWN;
  }

  /// The safest that any of them asks for.
  private static Journal.Sync sync(List<Ticket> group) {
    Journal.Sync sync = Journal.Sync.NONE;
    for (Ticket ticket : group) {
      sync = ticket.request.sync().compareTo(sync) < 0 ? ticket.request.sync() : sync;
    }
    return sync;
  }

  private void publish(List<Ticket> group) {
    publishing.lock();
    try {
      for (Ticket ticket : group) {
        if (ticket.durable && broken == null) {
          apply(ticket);
        }
      }
    } finally {
      publishing.unlock();
    }
  }

  /// Lets the next group begin, then those of this one go.
  private void settle(List<Ticket> group) {
    @Nullable Ticket next;
    numbering.lock();
    try {
      for (int i = 0; i < group.size(); i++) {
        queue.removeFirst();
      }
      expected = group.size() + queue.size();
      next = queue.peekFirst();
      leader = next;
    } finally {
      numbering.unlock();
    }
    if (next != null) {
      LockSupport.unpark(next.committer);
    }
    for (Ticket ticket : group) {
      ticket.settled = true;
      if (ticket.committer != Thread.currentThread()) {
        LockSupport.unpark(ticket.committer);
      }
    }
  }

  private void apply(Ticket ticket) {
    try {
      current = current.after(ticket.request.record(), ticket.number);
    } catch (RuntimeException | Error e) {
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

  /// The error to throw where a leader met one.
  private static RuntimeException failure(@Nullable Throwable met) {
    return met instanceof SqlException known
        ? known
        : new InternalException(SqlState.INTERNAL_ERROR, "could not write a commit: " + met, met);
  }
}
