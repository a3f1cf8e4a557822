package org.ordinaldb.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.parser.Utility.Option;
import org.ordinaldb.sql.plan.Explain;
import org.ordinaldb.type.ColumnBatch;

/// EXPLAIN: shows a statement's plan, and with ANALYZE runs it and shows what each step did.
///
/// @param analyze whether to run the statement
/// @param timing whether to show times
/// @param summary whether to show the times of planning and execution
record ExplainCommand(boolean analyze, boolean timing, boolean costs, boolean summary) {
  static ExplainCommand of(List<Option> options) {
    boolean analyze = false;
    Boolean timing = null;
    Boolean summary = null;
    boolean costs = true;
    for (Option option : options) {
      switch (option.name()) {
        case "analyze" -> analyze = option.isOn();
        case "timing" -> timing = option.isOn();
        case "summary" -> summary = option.isOn();
        case "costs" -> costs = option.isOn();
        case "verbose", "buffers", "wal", "settings", "generic_plan" -> option.isOn();
        case "format" -> requireText(option);
        default ->
            throw new StatementException(
                SqlState.SYNTAX_ERROR, "unrecognized EXPLAIN option \"" + option.name() + "\"");
      }
    }
    return new ExplainCommand(
        analyze, timing == null ? analyze : timing, costs, summary == null ? analyze : summary);
  }

  private static void requireText(Option option) {
    if (!"text".equalsIgnoreCase(option.value())) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "EXPLAIN format " + option.value() + " is not supported");
    }
  }

  /// Plans, and perhaps runs, the statement.
  Execution run(QueryRunner queries, Prepared.Query query, long planNanos) {
    List<String> lines;
    long runNanos = 0;
    if (analyze) {
      long start = System.nanoTime();
      ExecutionContext context;
      try (QueryExecution execution = queries.run(query, Prepared.NO_PARAMETERS, true)) {
        context = execution.context();
        ColumnBatch batch = execution.next();
        while (batch != null) {
          batch = execution.next();
        }
      }
      runNanos = System.nanoTime() - start;
      lines = Explain.lines(query.planned().plan(), context, timing, costs);
    } else {
      lines = Explain.lines(query.planned().plan(), null, false, costs);
    }
    List<List<String>> rows = new ArrayList<>();
    lines.forEach(line -> rows.add(List.of(line)));
    if (summary) {
      rows.add(List.of(String.format(Locale.ROOT, "Planning Time: %.3f ms", planNanos / 1e6)));
    }
    if (summary && analyze) {
      rows.add(List.of(String.format(Locale.ROOT, "Execution Time: %.3f ms", runNanos / 1e6)));
    }
    return FixedRows.of("EXPLAIN", rows);
  }
}
