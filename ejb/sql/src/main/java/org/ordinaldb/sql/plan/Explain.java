package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.NodeStatistics;
import org.ordinaldb.sql.execution.PlanNode;
import org.ordinaldb.storage.ScanStatistics;

/// Writes plans as PostgreSQL's EXPLAIN does: a tree of lines, a node's conditions below it.
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

  private void write(PlanNode node, int depth) {
    PlanNotes.Note note = notes.of(node);
    String title = note == null || note.title() == null ? node.describe() : note.title();
    String indent = depth == 0 ? "" : " ".repeat(6 * depth - 4) + "->  ";
    lines.add(indent + title + estimate(note) + actual(node));
    String detail = " ".repeat(6 * depth + 2);
    if (note != null) {
      note.lines().forEach(line -> lines.add(detail + line));
    }
    writeScan(node, detail);
    for (PlanNode input : node.inputs()) {
      write(input, depth + 1);
    }
  }

  private String estimate(PlanNotes.@Nullable Note note) {
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
