package org.ordinaldb.sql.execution;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.system.TestSession;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Rows as lists of Java values (Long, Double, String, BigDecimal, byte[] as a list, or null), a
/// source that serves them in batches, and a reader of what a plan produces.
final class TestRows {
  static final int BUDGET_BYTES = 64 << 20;

  private TestRows() {}

  static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  /// A source of batches. With noise, every other physical row is not selected.
  record Source(
      List<SqlType> columns, List<List<@Nullable Object>> rows, int batchRows, boolean noise)
      implements PlanNode {
    @Override
    public List<PlanNode> inputs() {
      return List.of();
    }

    @Override
    public String describe() {
      return "Source";
    }

    @Override
    public Operator open(ExecutionContext context) {
      List<ColumnBatch> batches = new ArrayList<>();
      for (int from = 0; from < rows.size(); from += batchRows) {
        batches.add(batch(rows.subList(from, Math.min(rows.size(), from + batchRows))));
      }
      return new BatchesOperator(batches.iterator(), context.cancelToken());
    }

    private ColumnBatch batch(List<List<@Nullable Object>> part) {
      BatchBuilder builder = new BatchBuilder(columns, part.size());
      int[] selected = new int[part.size()];
      for (int i = 0; i < part.size(); i++) {
        if (noise) {
          append(builder, rows.getFirst());
        }
        selected[i] = builder.rows();
        append(builder, part.get(i));
      }
      ColumnBatch all = builder.build();
      return noise ? all.select(selected, selected.length) : all;
    }

    private void append(BatchBuilder builder, List<@Nullable Object> row) {
      for (int i = 0; i < row.size(); i++) {
        TestRows.append(builder.column(i), row.get(i));
      }
      builder.endRow();
    }
  }

  static Source source(List<SqlType> columns, List<List<@Nullable Object>> rows) {
    return new Source(columns, rows, ColumnBatch.ROWS_MAX, false);
  }

  static void append(VectorBuilder builder, @Nullable Object value) {
    switch (value) {
      case null -> builder.appendNull();
      case Long number -> builder.appendLong(number);
      case Integer number -> builder.appendLong(number);
      case Boolean truth -> builder.appendLong(truth ? 1 : 0);
      case Double number -> builder.appendDouble(number);
      case String text -> builder.appendBytes(text.getBytes(StandardCharsets.UTF_8));
      case BigDecimal number -> builder.appendBytes(Decimals.encode(number));
      case byte[] bytes -> builder.appendBytes(bytes);
      default -> throw new IllegalArgumentException(value.toString());
    }
  }

  static ExecutionContext context() {
    return context(new FakeStorage());
  }

  static ExecutionContext context(StorageSession storage) {
    return context(storage, BUDGET_BYTES);
  }

  static ExecutionContext context(StorageSession storage, long budgetBytes) {
    CancelToken token = new CancelToken();
    TestSession session = new TestSession();
    return new ExecutionContext(
        storage,
        EvaluationContext.of(session, token),
        session,
        token,
        new MemoryBudget(budgetBytes),
        new StatementConstraints(new NoConstraints(), new DeferredChecks()),
        true);
  }

  static List<List<@Nullable Object>> run(PlanNode plan) {
    return run(plan, context());
  }

  /// Everything a plan produces; checks that it gives its memory back.
  static List<List<@Nullable Object>> run(PlanNode plan, ExecutionContext context) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (Operator operator = context.open(plan)) {
      for (ColumnBatch batch = operator.next(); batch != null; batch = operator.next()) {
        if (batch.size() == 0 || batch.size() > ColumnBatch.ROWS_MAX) {
          throw new AssertionError("batch of " + batch.size());
        }
        for (int i = 0; i < batch.size(); i++) {
          rows.add(read(plan.columns(), batch, batch.row(i)));
        }
      }
      if (operator.next() != null) {
        throw new AssertionError("rows after the end");
      }
    }
    if (context.memory().usedBytes() != 0) {
      throw new AssertionError(context.memory().usedBytes() + " bytes were not given back");
    }
    return rows;
  }

  private static List<@Nullable Object> read(List<SqlType> types, ColumnBatch batch, int row) {
    if (types.size() != batch.columnCount()) {
      throw new AssertionError(batch.columnCount() + " columns instead of " + types.size());
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      values.add(value(types.get(i), batch.column(i), row));
    }
    return values;
  }

  static @Nullable Object value(SqlType type, Vector vector, int row) {
    if (vector.kind() != type.vectorKind()) {
      throw new AssertionError(vector.kind() + " for " + type);
    }
    if (vector.isNull(row)) {
      return null;
    }
    return switch (vector) {
      case LongVector longs -> longs.get(row);
      case DoubleVector doubles -> doubles.get(row);
      case BytesVector bytes ->
          type.kind() == TypeKind.NUMERIC ? Decimals.decode(bytes, row) : bytes.string(row);
    };
  }
}
