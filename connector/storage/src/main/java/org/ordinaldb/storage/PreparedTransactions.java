package org.ordinaldb.storage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.LockManager;
import org.ordinaldb.transaction.LockOwner;
import org.ordinaldb.transaction.PreparedRecord;
import org.ordinaldb.transaction.PreparedStore;
import org.ordinaldb.transaction.TableWrites;

/// The transactions that are prepared and neither committed nor rolled back. Each holds the locks and
/// the segments that its session gave away; it has no snapshot, so nothing waits for it but those
/// who want its locks. Safe for use by many threads.
final class PreparedTransactions {
  /// PostgreSQL's `GIDSIZE`, its terminator included.
  private static final int ID_BYTES = 200;

  private static final class Entry {
    final LockOwner locks;
    final List<Segment> built;

    /// Null while the transaction is being prepared.
    @Nullable PreparedRecord record;

    /// Whether somebody prepares, commits or rolls it back right now.
    boolean busy = true;

    Entry(LockOwner locks, List<Segment> built) {
      this.locks = locks;
      this.built = List.copyOf(built);
    }
  }

  private final PreparedStore store;
  private final LockManager locks;
  private final SegmentGarbage garbage;
  private final int max;
  private final AtomicLong lastId = new AtomicLong();

  /// By global id; guarded by itself, as are the entries.
  private final Map<String, Entry> entries = new HashMap<>();

  PreparedTransactions(PreparedStore store, LockManager locks, SegmentGarbage garbage, int max) {
    this.store = store;
    this.locks = locks;
    this.garbage = garbage;
    this.max = max;
  }

  /// Takes a transaction over from the last run, its locks and segments with it. Comes before any
  /// session.
  void recovered(String globalId, PreparedRecord record) {
    List<Segment> built =
        record.changes().writes().values().stream()
            .map(TableWrites::loaded)
            .flatMap(List::stream)
            .toList();
    Entry entry = new Entry(new LockOwner(), built);
    locks.restore(entry.locks, record.locks());
    garbage.pin(built);
    entry.record = record;
    entry.busy = false;
    lastId.accumulateAndGet(record.id(), Math::max);
    synchronized (entries) {
      entries.put(globalId, entry);
    }
  }

  long newId() {
    return lastId.incrementAndGet();
  }

  List<PreparedTransaction> list() {
    List<PreparedTransaction> all = new ArrayList<>();
    synchronized (entries) {
      entries.forEach((globalId, entry) -> {
        PreparedRecord record = entry.record;
        if (record != null) {
          all.add(
              new PreparedTransaction(
                  record.id(), globalId, record.preparedMicros(), record.owner()));
        }
      });
    }
    all.sort(Comparator.comparingLong(PreparedTransaction::id));
    return all;
  }

  /// Whether any of them is being ended or prepared.
  boolean isBusy() {
    synchronized (entries) {
      return entries.values().stream().anyMatch(entry -> entry.busy);
    }
  }

  /// Writes a transaction's record and takes over what it holds. When this throws, it still belongs
  /// to the caller.
  void prepare(String globalId, LockOwner owner, List<Segment> built, PreparedRecord record) {
    Entry entry = new Entry(owner, built);
    reserve(globalId, entry);
    boolean written = false;
    try {
      store.put(globalId, record);
      written = true;
    } finally {
      synchronized (entries) {
        entry.record = record;
        entry.busy = false;
        if (!written) {
          entries.remove(globalId);
        }
      }
    }
  }

  private void reserve(String globalId, Entry entry) {
    assert globalId.indexOf('\0') < 0;
    if (globalId.getBytes(StandardCharsets.UTF_8).length >= ID_BYTES) {
      throw new StatementException(
          SqlState.INVALID_PARAMETER_VALUE,
          "transaction identifier \"" + globalId + "\" is too long");
    }
    if (max == 0) {
      throw new StatementException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "prepared transactions are disabled")
          .hint("Set max_prepared_transactions to a nonzero value.");
    }
    synchronized (entries) {
      if (entries.containsKey(globalId)) {
        throw new StatementException(
            SqlState.DUPLICATE_OBJECT,
            "transaction identifier \"" + globalId + "\" is already in use");
      }
      if (entries.size() >= max) {
        throw new ResourceException(
                SqlState.OUT_OF_MEMORY, "maximum number of prepared transactions reached")
            .hint("Increase max_prepared_transactions (currently " + max + ").");
      }
      entries.put(globalId, entry);
    }
  }

  /// Ends a transaction and lets go of what it holds. When `action` throws, the transaction stays
  /// prepared.
  void end(String globalId, Consumer<PreparedRecord> action) {
    Entry entry = claim(globalId);
    boolean ended = false;
    try {
      action.accept(Objects.requireNonNull(entry.record));
      ended = true;
    } finally {
      synchronized (entries) {
        entry.busy = false;
        if (ended) {
          entries.remove(globalId);
        }
      }
    }
    locks.releaseAll(entry.locks);
    garbage.unpin(entry.built);
  }

  private Entry claim(String globalId) {
    synchronized (entries) {
      Entry entry = entries.get(globalId);
      if (entry == null || entry.record == null) {
        throw new StatementException(
            SqlState.UNDEFINED_OBJECT,
            "prepared transaction with identifier \"" + globalId + "\" does not exist");
      }
      if (entry.busy) {
        throw new StatementException(
            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
            "prepared transaction with identifier \"" + globalId + "\" is busy");
      }
      entry.busy = true;
      return entry;
    }
  }
}
