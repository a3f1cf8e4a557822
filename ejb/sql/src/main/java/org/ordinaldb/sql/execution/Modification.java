package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// One run of a [ModifyPlan].
final class Modification {
  private final ModifyPlan plan;
  private final TableDescriptor table;
  private final ExecutionContext context;
  private final RowWriting writing;

  Modification(ModifyPlan plan, ExecutionContext context) {
    this.plan = plan;
    this.table = plan.table();
    this.context = context;
    this.writing = new RowWriting(table, context);
  }

  /// Reads all input, writes it, and gives back the rows to return.
  Operator run(Operator input) {
    List<ColumnBatch> batches = new ArrayList<>();
    MemoryCharge charge = new MemoryCharge(context.memory());
    long bytes = 0;
    for (ColumnBatch batch = input.next(); batch != null; batch = input.next()) {
      batches.add(batch);
      for (Vector column : batch.columns()) {
        bytes += column.heapBytes();
      }
      charge.set(bytes);
    }
    List<ColumnBatch> written =
        switch (plan.operation()) {
          case INSERT -> insert(batches);
          case UPDATE -> update(batches);
          case DELETE -> delete(batches);
        };
    charge.set(0);
    return plan.returning()
        ? new BatchesOperator(written.iterator(), context.cancelToken())
        : EmptyOperator.INSTANCE;
  }

  private List<ColumnBatch> insert(List<ColumnBatch> batches) {
    ConflictPlan conflict = plan.conflict();
    Upsert upsert = conflict == null ? null : new Upsert(plan, conflict, context, writing);
    List<ColumnBatch> written = new ArrayList<>();
    for (ColumnBatch batch : batches) {
      context.cancelToken().check();
      if (upsert == null) {
        writing.check(batch);
        writing.insert(batch);
        context.addModifiedRows(batch.size());
        written.add(batch);
      } else {
        ColumnBatch rows = upsert.write(batch);
        context.addModifiedRows(rows.size());
        written.add(rows);
      }
    }
    return written;
  }

  /// All updates are one call: a statement may move keys past each other.
  private List<ColumnBatch> update(List<ColumnBatch> batches) {
    List<ColumnBatch> targets = firstOfEachRow(batches);
    List<ColumnBatch> rows = new ArrayList<>();
    for (ColumnBatch batch : targets) {
      ColumnBatch values = columns(batch, 1, 1 + table.columns().size() + plan.extra().size());
      writing.check(values);
      context.addModifiedRows(values.size());
      rows.add(values);
    }
    if (!targets.isEmpty()) {
      ColumnBatch all = targets.size() == 1 ? targets.getFirst() : concatenate(targets);
      writing.update(keys(all), columns(all, 1, 1 + table.columns().size()), old(all));
    }
    return rows;
  }

  private List<ColumnBatch> delete(List<ColumnBatch> batches) {
    List<ColumnBatch> rows = new ArrayList<>();
    for (ColumnBatch batch : firstOfEachRow(batches)) {
      context.cancelToken().check();
      writing.delete(keys(batch), old(batch));
      context.addModifiedRows(batch.size());
      rows.add(columns(batch, 1, 1 + plan.columns().size()));
    }
    return rows;
  }

  /// A row that a join found several times is changed once, by its first occurrence.
  private static List<ColumnBatch> firstOfEachRow(List<ColumnBatch> batches) {
    GroupTable seen = new GroupTable(List.of(SqlType.BYTEA));
    List<ColumnBatch> distinct = new ArrayList<>();
    for (ColumnBatch batch : batches) {
      int next = seen.groups();
      int[] groups = new int[batch.size()];
      seen.assign(new Vector[] {batch.column(0)}, batch, groups);
      int[] rows = new int[batch.size()];
      int count = 0;
      for (int i = 0; i < groups.length; i++) {
        if (groups[i] == next) {
          next++;
          rows[count++] = batch.row(i);
        }
      }
      if (count > 0) {
        distinct.add(count == batch.size() ? batch : batch.select(rows, count));
      }
    }
    return distinct;
  }

  /// The row keys by logical row.
  private static BytesVector keys(ColumnBatch batch) {
    BytesVector keys = (BytesVector) batch.column(0);
    if (batch.selection() == null && keys.codes() == null && keys.length() == batch.size()) {
      return keys;
    }
    VectorBuilder builder = VectorBuilder.of(SqlType.BYTEA, batch.size());
    for (int i = 0; i < batch.size(); i++) {
      builder.append(keys, batch.row(i));
    }
    return (BytesVector) builder.build();
  }

  /// The old values at their columns' ordinals; some may be missing.
  private ColumnBatch old(ColumnBatch batch) {
    int[] sources = plan.oldColumns();
    Vector[] columns = new Vector[sources.length];
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] >= 0) {
        columns[i] = batch.column(sources[i]);
      }
    }
    return batch.withColumns(columns);
  }

  private static ColumnBatch columns(ColumnBatch batch, int from, int to) {
    return batch.withColumns(Arrays.copyOfRange(batch.columns(), from, to));
  }

  private ColumnBatch concatenate(List<ColumnBatch> batches) {
    StoredColumn[] columns = new StoredColumn[batches.getFirst().columnCount()];
    int rows = 0;
    for (ColumnBatch batch : batches) {
      for (int i = 0; i < columns.length; i++) {
        if (rows == 0) {
          columns[i] = StoredColumn.of(batch.column(i).kind());
        }
        columns[i].appendAll(batch.column(i), batch);
      }
      rows += batch.size();
    }
    Vector[] vectors = new Vector[columns.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = columns[i].vector();
    }
    return new ColumnBatch(rows, vectors);
  }
}
