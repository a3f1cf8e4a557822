package org.ordinaldb.sql.execution;

import java.util.Arrays;
import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.ScanStatistics;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Each left row with the inner row of its key, if there is one: asks the storage for the distinct
/// keys of a batch at once.
final class IndexPairs implements JoinPairs {
  private final IndexJoinPlan plan;
  private final ExecutionContext context;
  private final KeyCodec codec;
  private final int[] projection;
  private ColumnBatch left = new ColumnBatch(0);
  private Vector[] inner = {};
  private int[] innerRows = {};
  private int position;

  IndexPairs(IndexJoinPlan plan, ExecutionContext context) {
    this.plan = plan;
    this.context = context;
    this.codec = plan.table().keyCodec();
    this.projection = Arrays.copyOf(plan.projection(), plan.projection().length + 1);
    projection[projection.length - 1] = ScanRequest.ROW_KEY;
  }

  @Override
  public void start(ColumnBatch next) {
    left = next;
    position = 0;
    Vector[] parts = parts(next);
    int[] rows = new int[next.size()];
    int count = 0;
    for (int i = 0; i < next.size(); i++) {
      if (!anyNull(parts, next.row(i))) {
        rows[count++] = next.row(i);
      }
    }
    innerRows = new int[next.rowCount()];
    Arrays.fill(innerRows, Gather.NO_ROW);
    if (count > 0) {
      lookUp(parts, next.select(rows, count));
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

  private static boolean anyNull(Vector[] parts, int row) {
    for (Vector part : parts) {
      if (part.isNull(row)) {
        return true;
      }
    }
    return false;
  }

  private void lookUp(Vector[] parts, ColumnBatch batch) {
    TableDescriptor table = plan.table();
    GroupTable distinct = new GroupTable(table.keyTypes());
    int[] groups = new int[batch.size()];
    distinct.assign(parts, batch, groups);
    BytesVector keys = encode(distinct);
    ScanStatistics before = context.storage().statistics();
    ColumnBatch found = context.storage().get(table, keys, projection);
    StorageCost.record(context, plan, before);
    inner = Arrays.copyOf(found.columns(), projection.length - 1);
    int[] rowOfGroup = match(keys, found);
    for (int i = 0; i < groups.length; i++) {
      innerRows[batch.row(i)] = rowOfGroup[groups[i]];
    }
  }

  private BytesVector encode(GroupTable distinct) {
    Vector[] parts = new Vector[codec.partCount()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = distinct.key(i);
    }
    VectorBuilder keys = VectorBuilder.of(VectorKind.BYTES, distinct.groups());
    ByteSink sink = new ByteSink(32);
    for (int group = 0; group < distinct.groups(); group++) {
      sink.clear();
      codec.encodePrefix(parts, group, parts.length, sink);
      keys.appendBytes(sink.data(), 0, sink.size());
    }
    return (BytesVector) keys.build();
  }

  /// The row found for each key: those found come in the keys' order.
  private static int[] match(BytesVector keys, ColumnBatch found) {
    BytesVector foundKeys = (BytesVector) found.column(found.columnCount() - 1);
    int[] rows = new int[keys.length()];
    int next = 0;
    for (int key = 0; key < rows.length; key++) {
      if (next < found.size() && BytesVector.compare(keys, key, foundKeys, found.row(next)) == 0) {
        rows[key] = found.row(next++);
      } else {
        rows[key] = Gather.NO_ROW;
      }
    }
    assert next == found.size();
    return rows;
  }

  @Override
  public int next(int[] leftRows, int[] rightRows) {
    int count = 0;
    while (count < leftRows.length && position < left.size()) {
      int row = left.row(position++);
      if (innerRows[row] >= 0) {
        leftRows[count] = row;
        rightRows[count++] = innerRows[row];
      }
    }
    return count;
  }

  @Override
  public Vector[] rightColumns() {
    return inner;
  }

  @Override
  public int rightRows() {
    throw new IllegalStateException("the inner table is not kept");
  }

  @Override
  public void close() {}
}
