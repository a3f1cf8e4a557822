package org.ordinaldb.storage;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.ordinaldb.transaction.DatabaseState;

/// Gives out the hidden keys of tables without a primary key, ascending from 1. A number that a
/// transaction took and rolled back is not used again before the next start. Safe for use by many
/// threads.
final class RowNumbers {
  private final Supplier<DatabaseState> newest;
  private final Map<Integer, AtomicLong> next = new ConcurrentHashMap<>();

  RowNumbers(Supplier<DatabaseState> newest) {
    this.newest = newest;
  }

  /// The first of `count` numbers in a row.
  long take(int table, int count) {
    return next.computeIfAbsent(table, this::afterGreatest).getAndAdd(count);
  }

  /// Leaves out the numbers up to and including one that a prepared transaction took.
  void skip(int table, long through) {
    next.computeIfAbsent(table, this::afterGreatest).accumulateAndGet(through + 1, Math::max);
  }

  private AtomicLong afterGreatest(int table) {
    return new AtomicLong(newest.get().table(table).greatestLongKey() + 1);
  }
}
