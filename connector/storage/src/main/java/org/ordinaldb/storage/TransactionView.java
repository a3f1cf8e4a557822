package org.ordinaldb.storage;

import java.util.List;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.transaction.DeltaCursor;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.transaction.SegmentRun;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.transaction.Transaction;

/// One table as a transaction sees it. Immutable.
///
/// @param below what is committed, with what the transaction loaded
/// @param own the rows that the transaction wrote: they have an exact net effect on ranks, and points
///     look at them first, so neither needs them laid over the rest
record TransactionView(TableView below, DeltaTree own) {
  /// The table at the transaction's snapshot.
  static TransactionView of(Transaction transaction, int table) {
    return of(transaction.snapshot().state().table(table), transaction.writes(table));
  }

  static TransactionView of(TableState committed, TableWrites writes) {
    return new TransactionView(below(committed, writes), writes.own());
  }

  private static TableView below(TableState committed, TableWrites writes) {
    if (!writes.truncated() && writes.loaded().isEmpty()) {
      return new TableView(committed.runs(), committed.delta());
    }
    List<SegmentRun> runs = writes.truncated() ? List.of() : committed.runs();
    for (Segment segment : writes.loaded()) {
      runs = SegmentRun.place(runs, segment);
    }
    return new TableView(runs, writes.truncated() ? DeltaTree.EMPTY : committed.delta());
  }

  /// The table with the own rows laid over it, those in `hull` at least.
  TableView overlaid(KeyRange hull) {
    DeltaCursor inHull = own.cursor(own.indexOf(hull.from()), own.endIndexOf(hull.to()));
    return new TableView(below.runs(), below.overlay().overlaidBy(inHull, 0));
  }

  long count(KeyRange range, SearchCounters counters) {
    if (range.isEmpty()) {
      return 0;
    }
    int from = own.indexOf(range.from());
    int to = own.endIndexOf(range.to());
    return below.count(range, counters) + own.netBefore(to) - own.netBefore(from);
  }

  /// How many rows stand before the key.
  long rank(byte[] key, SearchCounters counters) {
    return below.rank(key, counters) + own.netBefore(own.indexOf(key));
  }
}
