package org.ordinaldb.sql.execution;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.Vector;

/// Each left row with the inner rows whose key begins with its values: one scan over the ranges of all
/// distinct keys of a batch. What the scan yields is paired and forgotten, batch by batch, so a key
/// with many rows takes no memory. Owned by one thread.
final class PrefixPairs implements JoinPairs {
  private static final ColumnBatch NOTHING = new ColumnBatch(0);

  private final PrefixJoinPlan plan;
  private final ExecutionContext context;
  private final KeyCodec codec;

  /// What is scanned, then its key.
  private final int[] scanned;

  private final @Nullable EntryRows rows;
  private OuterKeys outer = OuterKeys.NONE;
  private @Nullable TableScan scan;

  /// The inner rows of the present batch and for each the number of its key.
  private ColumnBatch inner = NOTHING;

  private int[] keyOf = {};
  private int key;
  private int position;

  /// The next left row to pair with the inner row at `position`.
  private int leftOfKey;

  PrefixPairs(PrefixJoinPlan plan, ExecutionContext context) {
    this.plan = plan;
    this.context = context;
    KeyAccess access = plan.access();
    this.codec = access.keyed().keyCodec();
    int[] columns = access.scanned();
    this.scanned = Arrays.copyOf(columns, columns.length + 1);
    scanned[columns.length] = ScanRequest.ROW_KEY;
    IndexTable index = access.index();
    this.rows =
        index == null || access.covers()
            ? null
            : new EntryRows(index, access.projection(), plan, context);
  }

  @Override
  public void start(ColumnBatch left) {
    closeScan();
    outer = OuterKeys.of(parts(left), left, codec);
    inner = NOTHING;
    position = 0;
    key = 0;
    if (outer.count() > 0) {
      scan =
          context
              .storage()
              .scan(
                  new ScanRequest(
                      plan.access().keyed(), outer.ranges(), scanned, List.of(), false, 0, -1));
    }
  }

  private Vector[] parts(ColumnBatch batch) {
    List<Expression> keys = plan.keys();
    Vector[] parts = new Vector[keys.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = keys.get(i).evaluate(batch, context.evaluation());
    }
    return parts;
  }

  @Override
  public int next(int[] leftRows, int[] rightRows) {
    int count = 0;
    while (count == 0) {
      if (position == inner.size() && !read()) {
        return 0;
      }
      count = pair(leftRows, rightRows);
    }
    return count;
  }

  /// Goes to the next inner rows.
  private boolean read() {
    context.cancelToken().check();
    ColumnBatch found = scan == null ? null : scan.next();
    if (found == null) {
      return false;
    }
    number(found);
    int columns = scanned.length - 1;
    ColumnBatch entries = found.withColumns(Arrays.copyOf(found.columns(), columns));
    inner = rows == null ? entries : rows.of(entries, true);
    position = 0;
    leftOfKey = outer.starts()[keyOf[0]];
    return true;
  }

  /// Inner rows come in the order of the keys.
  private void number(ColumnBatch found) {
    BytesVector keys = (BytesVector) found.column(scanned.length - 1);
    keyOf = new int[found.size()];
    for (int i = 0; i < keyOf.length; i++) {
      int row = found.row(i);
      while (!startsWith(keys, row, outer.prefixes()[key])) {
        key++;
      }
      keyOf[i] = key;
    }
  }

  private static boolean startsWith(BytesVector keys, int row, byte[] prefix) {
    int start = keys.start(row);
    return keys.byteLength(row) >= prefix.length
        && Arrays.equals(keys.data(), start, start + prefix.length, prefix, 0, prefix.length);
  }

  private int pair(int[] leftRows, int[] rightRows) {
    int count = 0;
    while (position < inner.size()) {
      int end = outer.starts()[keyOf[position] + 1];
      int row = inner.row(position);
      while (leftOfKey < end) {
        if (count == leftRows.length) {
          return count;
        }
        leftRows[count] = outer.rows()[leftOfKey++];
        rightRows[count++] = row;
      }
      position++;
      if (position < inner.size()) {
        leftOfKey = outer.starts()[keyOf[position]];
      }
    }
    return count;
  }

  @Override
  public Vector[] rightColumns() {
    return inner.columns();
  }

  @Override
  public int rightRows() {
    throw new IllegalStateException("the inner table is not kept");
  }

  private void closeScan() {
    TableScan open = scan;
    scan = null;
    if (open != null) {
      NodeStatistics statistics = context.statistics(plan);
      if (statistics != null) {
        statistics.addScan(open.statistics());
      }
      open.close();
    }
  }

  @Override
  public void close() {
    closeScan();
  }
}
