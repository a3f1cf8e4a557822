package org.ordinaldb.sql.expression;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// What one execution of a plan gives its expressions: parameters, the session, and the outer rows
/// of correlated sub-plans. Owned by the thread that runs the statement.
public final class EvaluationContext {
  private static final ColumnBatch NO_PARAMETERS = new ColumnBatch(1);

  private final SessionView session;
  private final ColumnBatch parameters;
  private final CancelToken cancelToken;
  private final RandomGenerator random;
  private final Map<Integer, OuterRow> outerRows = new HashMap<>();

  private record OuterRow(ColumnBatch batch, int row) {}

  /// @param parameters one row, one column a parameter in the types the plan was made for
  /// @param random the source of random()
  public EvaluationContext(
      SessionView session,
      ColumnBatch parameters,
      CancelToken cancelToken,
      RandomGenerator random) {
    this.session = session;
    this.parameters = parameters;
    this.cancelToken = cancelToken;
    this.random = random;
  }

  /// A context without parameters, with a random source of its own.
  public static EvaluationContext of(SessionView session, CancelToken cancelToken) {
    return new EvaluationContext(session, NO_PARAMETERS, cancelToken, new SplittableRandom());
  }

  public SessionView session() {
    return session;
  }

  public ColumnBatch parameters() {
    return parameters;
  }

  public CancelToken cancelToken() {
    return cancelToken;
  }

  public RandomGenerator random() {
    return random;
  }

  /// Sets the outer row that correlation `id` stands for until it is set again.
  ///
  /// @param id the number of Calcite's CorrelationId
  /// @param row a physical row of the batch
  public void correlate(int id, ColumnBatch batch, int row) {
    outerRows.put(id, new OuterRow(batch, row));
  }

  /// One column of the outer row, as a vector of one row.
  Vector correlationValue(int id, int column) {
    OuterRow outer = Objects.requireNonNull(outerRows.get(id), "correlation is not set");
    Vector source = outer.batch.column(column);
    VectorBuilder builder = VectorBuilder.of(source.kind(), 1);
    builder.append(source, outer.row);
    return builder.build();
  }
}
