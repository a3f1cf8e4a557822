package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.storage.ScanStatistics;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Reads the rows of whole keys, `key = ...` or `key IN (...)`, in key order.
///
/// @param keys each a value for every key part, as in [KeyBounds]; duplicates are allowed
public record PointGetPlan(TableDescriptor table, int[] projection, List<List<Expression>> keys)
    implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return TableColumns.types(table, projection);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String describe() {
    String many = keys.size() == 1 ? "" : " (" + keys.size() + " keys)";
    return "Learned Index Get on " + table.name() + many;
  }

  @Override
  public Operator open(ExecutionContext context) {
    List<ColumnBatch> batches = new ArrayList<>();
    ScanStatistics before = context.storage().statistics();
    VectorBuilder chunk = VectorBuilder.of(VectorKind.BYTES, Math.min(keys.size(), 64));
    for (byte[] key : distinctKeys(context)) {
      chunk.appendBytes(key);
      if (chunk.length() == ColumnBatch.ROWS_MAX) {
        batches.add(get(context, chunk));
      }
    }
    if (chunk.length() > 0) {
      batches.add(get(context, chunk));
    }
    StorageCost.record(context, this, before);
    return new BatchesOperator(batches.iterator(), context.cancelToken());
  }

  private ColumnBatch get(ExecutionContext context, VectorBuilder chunk) {
    return context.storage().get(table, (BytesVector) chunk.build(), projection);
  }

  private Iterable<byte[]> distinctKeys(ExecutionContext context) {
    KeyCodec codec = table.keyCodec();
    if (keys.size() == 1) {
      byte[][] key = new byte[1][];
      return encode(codec, keys.getFirst(), context, key) ? List.of(key[0]) : List.of();
    }
    TreeSet<byte[]> distinct = new TreeSet<>(Arrays::compareUnsigned);
    byte[][] key = new byte[1][];
    for (List<Expression> values : keys) {
      if (encode(codec, values, context, key)) {
        distinct.add(key[0]);
      }
    }
    return distinct;
  }

  /// Encodes one key; false when a part is NULL, which equals nothing.
  private static boolean encode(
      KeyCodec codec, List<Expression> values, ExecutionContext context, byte[][] out) {
    Vector[] parts = new Vector[values.size()];
    for (int part = 0; part < parts.length; part++) {
      parts[part] = values.get(part).evaluateScalar(context.evaluation());
      if (parts[part].isNull(0)) {
        return false;
      }
    }
    out[0] = codec.encode(parts, 0);
    return true;
  }
}
