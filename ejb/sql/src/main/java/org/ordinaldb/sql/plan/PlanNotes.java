package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.sql.execution.PlanNode;

/// What EXPLAIN tells about the nodes of a plan: the SQL of their conditions and the planner's row
/// estimates, which operators do not need. Filled by the planning thread, then read only.
public final class PlanNotes {
  /// A node's title, where it differs from [PlanNode#describe()], further lines and estimate.
  public static final class Note {
    private @Nullable String title;
    private final List<String> lines = new ArrayList<>();
    private double rows = -1;

    public @Nullable String title() {
      return title;
    }

    /// Lines of the form `Filter: (population > 1000)`.
    public List<String> lines() {
      return lines;
    }

    /// Estimated rows, or -1.
    public double rows() {
      return rows;
    }
  }

  private final Map<PlanNode, Note> notes = new IdentityHashMap<>();
  private final Set<IndexDescriptor> indexes = new HashSet<>();

  public @Nullable Note of(PlanNode node) {
    return notes.get(node);
  }

  /// The indexes that the plan may read.
  public Set<IndexDescriptor> indexes() {
    return indexes;
  }

  void uses(IndexDescriptor index) {
    indexes.add(index);
  }

  void title(PlanNode node, String title) {
    note(node).title = title;
  }

  void line(PlanNode node, String name, String text) {
    note(node).lines.add(name + ": " + text);
  }

  void rows(PlanNode node, double rows) {
    note(node).rows = rows;
  }

  /// A node was replaced by one that does its work too.
  void move(PlanNode from, PlanNode to) {
    Note old = notes.remove(from);
    if (old != null) {
      Note moved = note(to);
      moved.title = moved.title == null ? old.title : moved.title;
      moved.lines.addAll(old.lines);
      moved.rows = moved.rows < 0 ? old.rows : moved.rows;
    }
  }

  private Note note(PlanNode node) {
    return notes.computeIfAbsent(node, any -> new Note());
  }
}
