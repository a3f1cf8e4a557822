package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
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
/// @param codec the table's, made once for all runs
public record PointGetPlan(
    TableDescriptor table, int[] projection, List<List<Expression>> keys, KeyCodec codec)
    implements PlanNode {
  public PointGetPlan(TableDescriptor table, int[] projection, List<List<Expression>> keys) {
    this(table, projection, keys, table.keyCodec());
  }

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
    ScanStatistics before = context.storage().statistics();
    List<ColumnBatch> batches = keys.size() == 1 ? getOne(context) : getMany(context);
    StorageCost.record(context, this, before);
    return new BatchesOperator(batches.iterator(), context.cancelToken());
  }

  private List<ColumnBatch> getOne(ExecutionContext context) {
    byte[] key = encode(keys.getFirst(), context);
    return key == null
        ? List.of()
        : List.of(context.storage().get(table, BytesVector.of(key), projection));
  }

  private List<ColumnBatch> getMany(ExecutionContext context) {
    List<ColumnBatch> batches = new ArrayList<>();
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
    return batches;
  }

  private ColumnBatch get(ExecutionContext context, VectorBuilder chunk) {
    return context.storage().get(table, (BytesVector) chunk.build(), projection);
  }

  private Iterable<byte[]> distinctKeys(ExecutionContext context) {
    TreeSet<byte[]> distinct = new TreeSet<>(Arrays::compareUnsigned);
    for (List<Expression> values : keys) {
      byte[] key = encode(values, context);
      if (key != null) {
        distinct.add(key);
      }
    }
    return distinct;
  }

  /// Encodes one key; null when a part is NULL, which equals nothing.
  private byte @Nullable [] encode(List<Expression> values, ExecutionContext context) {
    Vector[] parts = new Vector[values.size()];
    for (int part = 0; part < parts.length; part++) {
      parts[part] = values.get(part).evaluateScalar(context.evaluation());
      if (parts[part].isNull(0)) {
        return null;
      }
    }
    return codec.encode(parts, 0);
  }
}
