package org.ordinaldb.sql;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.calcite.rel.core.TableModify;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.execution.ConstraintSource;
import org.ordinaldb.sql.execution.KeyBounds;
import org.ordinaldb.sql.execution.KeyRanges;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.parser.ParsedStatement;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.plan.Plan;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.sql.plan.TableStatisticsSource;
import org.ordinaldb.sql.validate.AnalyzedStatement;
import org.ordinaldb.sql.validate.Analyzer;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.storage.StalePlanException;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// Turns statement texts into plans: from the cache where possible, else by parsing, analysing and
/// planning. Owned by the session's thread.
final class StatementCompiler {
  private static final int CACHED_LENGTH_MAX = 10_000;

  private final PlanCache cache;
  private final StorageEngine engine;
  private final StorageSession storage;
  private final SessionState state;
  private final ConstraintSource constraints;
  private final NamedStatements named;

  /// Whether the last plan that was made could take every index that is ready.
  private boolean seesAllIndexes = true;

  /// @param named what EXECUTE may name
  StatementCompiler(
      SqlEngine engine,
      StorageSession storage,
      SessionState state,
      ConstraintSource constraints,
      NamedStatements named) {
    this.cache = engine.plans();
    this.engine = engine.storage();
    this.storage = storage;
    this.state = state;
    this.constraints = constraints;
    this.named = named;
  }

  /// Throws when a statement has a syntax error; one that is planned already has none.
  void check(StatementText statement) {
    if (cached(statement, List.of()) == null) {
      PostgresParser.parse(statement);
    }
  }

  /// A statement whose plan is at hand, or null.
  @Nullable Prepared cached(StatementText statement, List<SqlType> types) {
    Catalog catalog = storage.catalog();
    LiteralLifter.Lifted lifted = types.isEmpty() ? LiteralLifter.lift(statement.sql()) : null;
    if (lifted != null) {
      PlannedStatement planned =
          cache.get(key(lifted.sql(), lifted.types()), catalog, each -> fits(each, lifted, null));
      if (planned != null) {
        return new Prepared.Query(statement, types, lifted, planned);
      }
    }
    PlannedStatement planned = cache.get(key(statement.sql(), types), catalog, any -> true);
    return planned == null ? null : new Prepared.Query(statement, types, null, planned);
  }

  /// The statement as a command, or null when it is something else.
  Prepared.@Nullable Command command(StatementText statement) {
    return command(statement, PostgresParser.parse(statement));
  }

  private Prepared.@Nullable Command command(StatementText statement, ParsedStatement parsed) {
    Utility utility = parsed.utility();
    return utility == null
        ? null
        : new Prepared.Command(statement, utility, CommandColumns.of(utility, named));
  }

  /// Parses, analyses and plans a statement.
  ///
  /// @param beforePlanning called when it is a query or data change, which needs a transaction
  Prepared compile(StatementText statement, List<SqlType> types, Runnable beforePlanning) {
    ParsedStatement parsed = PostgresParser.parse(statement);
    Prepared.Command command = command(statement, parsed);
    if (command != null) {
      return command;
    }
    beforePlanning.run();
    LiteralLifter.Lifted lifted = types.isEmpty() ? LiteralLifter.lift(statement.sql()) : null;
    if (lifted != null) {
      PlannedStatement planned = planLifted(lifted);
      if (planned != null) {
        store(key(lifted.sql(), lifted.types()), planned);
        return new Prepared.Query(statement, types, lifted, planned);
      }
    }
    PlannedStatement planned = plan(parsed, types, null, null);
    store(key(statement.sql(), types), planned);
    return new Prepared.Query(statement, types, null, planned);
  }

  /// Plans a query or data change that stands within another statement.
  Prepared.Query query(StatementText statement, SqlNode node) {
    ParsedStatement parsed = new ParsedStatement(statement.sql(), statement.offset(), node);
    return Prepared.Query.within(statement, plan(parsed, List.of(), null, null));
  }

  /// Plans against a catalog that a transaction has changed stay with their statement, and so do
  /// those of long texts: they hardly repeat, and a thousand of them would fill the heap.
  private void store(PlanCache.Key key, PlannedStatement planned) {
    if (planned.catalog() == engine.catalog()
        && key.sql().length() <= CACHED_LENGTH_MAX
        && seesAllIndexes) {
      cache.put(key, planned);
    }
  }

  /// Null when the statement only makes sense, or only gets its right error, with its literals.
  private @Nullable PlannedStatement planLifted(LiteralLifter.Lifted lifted) {
    try {
      ParsedStatement parsed = PostgresParser.parse(StatementText.of(lifted.sql()));
      PlannedStatement planned = plan(parsed, lifted.types(), lifted, null);
      lifted.parameters(planned.parameterTypes(), state.format(), 0);
      return planned;
    } catch (SqlException e) {
      return null;
    }
  }

  /// The plan of a prepared statement, renewed when the catalog is another one than it was made for or
  /// the parameters are not what it assumes, or the snapshot does not show what it reads. What stands
  /// within a command is planned again with it.
  ///
  /// @param given the parameters that the client gave
  PlannedStatement current(Prepared.Query query, ColumnBatch given) {
    boolean fresh =
        query.planned().catalog() == storage.catalog()
            && fits(query.planned(), query.lifted(), given);
    if (query.isWithin() && !(fresh && seesAll(query.planned()))) {
      throw new StalePlanException();
    }
    PlannedStatement planned = fresh ? query.planned() : renewed(query, given);
    if (seesAll(planned)) {
      return planned;
    }
    // Not kept: the next snapshot will see the indexes.
    return planned(query, given);
  }

  /// @param lifted the literals that are the parameters, or null
  /// @param given the parameters otherwise
  private boolean fits(
      PlannedStatement planned,
      LiteralLifter.@Nullable Lifted lifted,
      @Nullable ColumnBatch given) {
    if (planned.assumptions().isEmpty()) {
      return true;
    }
    try {
      ColumnBatch parameters = parameters(planned.parameterTypes(), lifted, given);
      EvaluationContext context = evaluation(Objects.requireNonNull(parameters));
      return planned.assumptions().stream().allMatch(each -> each.fits(context));
    } catch (SqlException e) {
      // A literal that is no value of its type; planning it without lifting tells where it stands.
      return false;
    }
  }

  private @Nullable ColumnBatch parameters(
      List<SqlType> types, LiteralLifter.@Nullable Lifted lifted, @Nullable ColumnBatch given) {
    return lifted == null ? given : lifted.parameters(types, state.format(), 0);
  }

  private EvaluationContext evaluation(ColumnBatch parameters) {
    return new EvaluationContext(state, parameters, storage.cancelToken(), new SplittableRandom());
  }

  private boolean seesAll(PlannedStatement planned) {
    for (IndexDescriptor index : planned.plan().notes().indexes()) {
      if (!storage.sees(index)) {
        return false;
      }
    }
    return true;
  }

  private PlannedStatement planned(Prepared.Query query, ColumnBatch given) {
    LiteralLifter.Lifted lifted = query.lifted();
    String sql = lifted == null ? query.text().sql() : lifted.sql();
    List<SqlType> types = lifted == null ? query.declaredTypes() : lifted.types();
    int offset = lifted == null ? query.text().offset() : 0;
    return plan(PostgresParser.parse(new StatementText(sql, offset)), types, lifted, given);
  }

  private PlannedStatement renewed(Prepared.Query query, ColumnBatch given) {
    PlannedStatement planned = query.planned();
    LiteralLifter.Lifted lifted = query.lifted();
    String sql = lifted == null ? query.text().sql() : lifted.sql();
    List<SqlType> types = lifted == null ? query.declaredTypes() : lifted.types();
    PlannedStatement renewed =
        cache.get(key(sql, types), storage.catalog(), each -> fits(each, lifted, given));
    if (renewed == null) {
      renewed = planned(query, given);
      store(key(sql, types), renewed);
    }
    checkSameResult(planned, renewed);
    query.planned(renewed);
    return renewed;
  }

  /// Clients keep what they were told of a statement's rows.
  private static void checkSameResult(PlannedStatement before, PlannedStatement now) {
    boolean same = before.columns().size() == now.columns().size();
    for (int i = 0; same && i < now.columns().size(); i++) {
      ResultColumn column = before.columns().get(i);
      same =
          column.type().equals(now.columns().get(i).type())
              && column.name().equals(now.columns().get(i).name());
    }
    if (!same) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "cached plan must not change result type");
    }
  }

  private PlanCache.Key key(String sql, List<SqlType> types) {
    return new PlanCache.Key(sql, types, state.environment());
  }

  /// @param lifted the literals that are the parameters, or null
  /// @param given the parameters otherwise, or null while they are not known
  private PlannedStatement plan(
      ParsedStatement parsed,
      List<SqlType> types,
      LiteralLifter.@Nullable Lifted lifted,
      @Nullable ColumnBatch given) {
    Catalog catalog = storage.catalog();
    AnalyzedStatement analyzed =
        Analyzer.analyze(parsed, catalog, state.searchPath(), state.format(), types);
    seesAllIndexes = true;
    Counts counts = new Counts(parameters(analyzed.parameterTypes(), lifted, given));
    Plan plan = Planner.plan(analyzed, counts, constraints);
    return new PlannedStatement(
        kind(analyzed),
        plan,
        analyzed.parameterTypes(),
        analyzed.columns(),
        catalog,
        List.copyOf(counts.assumptions.values()));
  }

  private static PlannedStatement.Kind kind(AnalyzedStatement analyzed) {
    if (!(analyzed.root().rel instanceof TableModify modify)) {
      return PlannedStatement.Kind.SELECT;
    }
    return switch (modify.getOperation()) {
      case INSERT -> PlannedStatement.Kind.INSERT;
      case UPDATE -> PlannedStatement.Kind.UPDATE;
      case DELETE -> PlannedStatement.Kind.DELETE;
      default ->
          throw new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED, modify.getOperation() + " is not supported");
    };
  }

  /// Row counts from the engine, exact ones for key ranges from the session's snapshot.
  private final class Counts implements TableStatisticsSource {
    private final @Nullable ColumnBatch parameters;
    private final Map<RexNode, Assumption> assumptions = new LinkedHashMap<>();
    private final Map<List<Integer>, Double> sampled = new HashMap<>();

    /// @param parameters null while they are not known
    Counts(@Nullable ColumnBatch parameters) {
      this.parameters = parameters;
    }

    @Override
    public boolean holds(RexNode condition) {
      Expression test = ExpressionCompiler.compile(condition);
      if (!readsParameters(condition)) {
        return Assumption.holds(test, evaluation(Prepared.NO_PARAMETERS));
      }
      return assumptions
          .computeIfAbsent(
              condition,
              any ->
                  new Assumption(
                      test, parameters != null && Assumption.holds(test, evaluation(parameters))))
          .holds();
    }

    private static boolean readsParameters(RexNode condition) {
      try {
        condition.accept(
            new RexVisitorImpl<Void>(true) {
              @Override
              public Void visitDynamicParam(RexDynamicParam parameter) {
                throw Util.FoundOne.NULL;
              }
            });
        return false;
      } catch (Util.FoundOne found) {
        return true;
      }
    }

    @Override
    public double rowsOfKey(TableDescriptor keyed, int parts) {
      return sampled.computeIfAbsent(
          List.of(keyed.id(), parts), any -> KeySample.rowsOfKey(engine, keyed, parts));
    }

    @Override
    public boolean sees(IndexDescriptor index) {
      boolean sees = storage.sees(index);
      seesAllIndexes &= sees;
      return sees;
    }

    @Override
    public long rowCount(TableDescriptor table) {
      return engine.statistics(table).rowCount();
    }

    @Override
    public long count(TableDescriptor table, List<KeyBounds> bounds) {
      EvaluationContext context = evaluation(Prepared.NO_PARAMETERS);
      List<KeyRange> ranges = new KeyRanges(table.keyCodec(), context).of(bounds);
      return ranges.isEmpty() ? 0 : storage.count(table, ranges);
    }
  }
}
