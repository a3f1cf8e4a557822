package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.FilterPlan;
import org.ordinaldb.sql.execution.NodeStatistics;
import org.ordinaldb.sql.execution.PathChoicePlan;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.sql.execution.ProjectPlan;
import org.ordinaldb.sql.execution.RowFetchPlan;
import org.ordinaldb.storage.ScanStatistics;

/// Writes plans as PostgreSQL's EXPLAIN does: a tree of lines, a node's conditions below it. A
/// projection is not a line of its own, and a filter is told with the node that it filters.
public final class Explain {
  private final PlanNotes notes;
  private final @Nullable ExecutionContext run;
  private final boolean timing;
  private final boolean estimates;
  private final List<String> lines = new ArrayList<>();

  private Explain(
      PlanNotes notes, @Nullable ExecutionContext run, boolean timing, boolean estimates) {
    this.notes = notes;
    this.run = run;
    this.timing = timing;
    this.estimates = estimates;
  }

  /// The lines of a plan.
  ///
  /// @param run the finished, instrumented run to report (EXPLAIN ANALYZE), or null
  /// @param timing whether to report times
  /// @param estimates whether to tell how many rows the planner expected
  public static List<String> lines(
      Plan plan, @Nullable ExecutionContext run, boolean timing, boolean estimates) {
    Explain explain = new Explain(plan.notes(), run, timing, estimates);
    explain.write(plan.root(), 0);
    return explain.lines;
  }

  private void write(PlanNode top, int depth) {
    PlanNode outer = top;
    while (outer instanceof ProjectPlan || outer instanceof PathChoicePlan) {
      outer = outer instanceof PathChoicePlan choice ? taken(choice) : outer.inputs().getFirst();
    }
    List<FilterPlan> filters = new ArrayList<>();
    PlanNode node = outer;
    while (node instanceof FilterPlan
        || node instanceof PathChoicePlan
        || (node instanceof ProjectPlan && !filters.isEmpty())) {
      if (node instanceof FilterPlan filter) {
        filters.add(filter);
      }
      node = node instanceof PathChoicePlan choice ? taken(choice) : node.inputs().getFirst();
    }
    PlanNotes.Note note = notes.of(node);
    String title = note == null || note.title() == null ? node.describe() : note.title();
    String indent = depth == 0 ? "" : " ".repeat(6 * depth - 4) + "->  ";
    lines.add(indent + title + estimate(outer, node) + actual(outer));
    String detail = " ".repeat(6 * depth + 2);
    writeNotes(note, detail);
    for (FilterPlan filter : filters) {
      writeNotes(notes.of(filter), detail);
    }
    if (!filters.isEmpty()) {
      writeRemoved(outer, node, detail);
    }
    writeScan(node, detail);
    for (PlanNode input : node.inputs()) {
      if (node instanceof RowFetchPlan) {
        writeScan(input, detail);
      } else {
        write(input, depth + 1);
      }
    }
  }

  /// The path that the run took, or would take as far as can be told.
  private PlanNode taken(PathChoicePlan choice) {
    for (PathChoicePlan.Path path : choice.paths()) {
      NodeStatistics measured = run == null ? null : run.statistics(path.node());
      if (measured != null && measured.loops() > 0) {
        return path.node();
      }
    }
    return choice.paths().get(choice.likely()).node();
  }

  private void writeNotes(PlanNotes.@Nullable Note note, String indent) {
    if (note != null) {
      note.lines().forEach(line -> lines.add(indent + line));
    }
  }

  private String estimate(PlanNode outer, PlanNode inner) {
    PlanNotes.Note note = notes.of(outer);
    if (note == null || note.rows() < 0) {
      note = notes.of(inner);
    }
    return !estimates || note == null || note.rows() < 0
        ? ""
        : "  (rows=" + Math.round(note.rows()) + ")";
  }

  private String actual(PlanNode node) {
    if (run == null) {
      return "";
    }
    NodeStatistics measured = run.statistics(node);
    if (measured == null || measured.loops() == 0) {
      return " (never executed)";
    }
    String time = timing ? String.format(Locale.ROOT, "time=%.3f ", measured.nanos() / 1e6) : "";
    return " (actual "
        + time
        + "rows="
        + measured.rows() / measured.loops()
        + " loops="
        + measured.loops()
        + ")";
  }

  private void writeRemoved(PlanNode outer, PlanNode inner, String indent) {
    NodeStatistics kept = run == null ? null : run.statistics(outer);
    NodeStatistics read = run == null ? null : run.statistics(inner);
    if (kept != null && read != null && read.loops() > 0) {
      long removed = (read.rows() - kept.rows()) / read.loops();
      lines.add(indent + "Rows Removed by Filter: " + removed);
    }
  }

  private void writeScan(PlanNode node, String indent) {
    NodeStatistics measured = run == null ? null : run.statistics(node);
    if (measured == null || measured.scan().equals(ScanStatistics.NONE)) {
      return;
    }
    ScanStatistics scan = measured.scan();
    if (scan.predictions() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%sLearned Index: predictions=%d window=%.1f gallops=%d",
              indent,
              scan.predictions(),
              (double) scan.windowRows() / scan.predictions(),
              scan.gallops()));
    }
    lines.add(
        indent
            + "Chunks: read="
            + scan.chunksRead()
            + " skipped="
            + scan.chunksSkipped()
            + " delta rows="
            + scan.deltaRows());
  }
}
