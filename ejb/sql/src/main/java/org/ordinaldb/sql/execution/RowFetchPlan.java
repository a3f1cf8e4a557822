package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// Reads the rows of index entries from their table, a batch of keys at a time. The keys of a batch
/// are asked for in ascending order, so that rows that are neighbours are read together.
///
/// @param entries yields the rows' clustering keys, one column a part
/// @param projection columns of the table, as in [TableScanPlan]
/// @param ordered whether the rows have to come in the order of the entries
public record RowFetchPlan(PlanNode entries, IndexTable index, int[] projection, boolean ordered)
    implements PlanNode {
  @Override
  public List<SqlType> columns() {
    return TableColumns.types(index.table(), projection);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(entries);
  }

  @Override
  public String describe() {
    return "Index Scan using " + index.index().name() + " on " + index.table().name();
  }

  @Override
  public Operator open(ExecutionContext context) {
    EntryRows rows = new EntryRows(index, projection, this, context);
    return new RowFetch(context, context.open(entries), rows, ordered);
  }

  private record RowFetch(
      ExecutionContext context, Operator entries, EntryRows rows, boolean ordered)
      implements Operator {
    @Override
    public @Nullable ColumnBatch next() {
      context.cancelToken().check();
      ColumnBatch batch = entries.next();
      return batch == null ? null : rows.of(batch, ordered);
    }

    @Override
    public void close() {
      entries.close();
    }
  }
}
