/// From an analysed statement to an operator plan: read [org.ordinaldb.sql.plan.Planner].
///
/// [org.ordinaldb.sql.plan.LogicalOptimizer] rewrites Calcite's relational algebra (subqueries,
/// push-down, join order); [org.ordinaldb.sql.plan.RelTranslator] then turns the result into
/// `execution` nodes in one walk, absorbing filters, orders and limits into learned index scans.
/// There is no physical algebra in between: with one execution engine and one implementation for
/// nearly every operator, a Volcano phase cost 400 us a statement and decided nothing that row
/// counts do not decide here.
@NullMarked
package org.ordinaldb.sql.plan;

import org.jspecify.annotations.NullMarked;
