package org.ordinaldb.sql.plan;

import org.ordinaldb.sql.execution.PlanNode;

/// A statement's operator plan, with what EXPLAIN tells about it. Immutable once planned; serves many
/// sessions at once.
public record Plan(PlanNode root, PlanNotes notes) {}
