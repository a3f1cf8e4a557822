package org.ordinaldb.sql.execution;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Rows that the statement spells out. Each expression has exactly its column's type; there may be
/// rows without columns.
public record ValuesPlan(List<SqlType> columns, List<List<Expression>> rows) implements PlanNode {
  public ValuesPlan {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String describe() {
    return rows.size() == 1 ? "Result" : "Values (" + rows.size() + " rows)";
  }

  @Override
  public Operator open(ExecutionContext context) {
    return new BatchesOperator(new Rows(context), context.cancelToken());
  }

  private final class Rows implements Iterator<ColumnBatch> {
    private final ExecutionContext context;
    private int next;

    Rows(ExecutionContext context) {
      this.context = context;
    }

    @Override
    public boolean hasNext() {
      return next < rows.size();
    }

    @Override
    public ColumnBatch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      BatchBuilder batch = new BatchBuilder(columns, Math.min(rows.size(), 256));
      for (; next < rows.size() && !batch.isFull(); next++) {
        append(batch, rows.get(next));
      }
      return batch.build();
    }

    private void append(BatchBuilder batch, List<Expression> row) {
      for (int column = 0; column < row.size(); column++) {
        Vector value = row.get(column).evaluateScalar(context.evaluation());
        batch.column(column).append(value, 0);
      }
      batch.endRow();
    }
  }
}
