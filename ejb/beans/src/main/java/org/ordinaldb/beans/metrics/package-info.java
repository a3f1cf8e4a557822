/// What is counted about statements, sessions and storage, and how it reaches `/metrics`.
///
/// Read [QueryMetrics]: the SQL engine tells it of statements, and it reads the engines' own
/// counters. `org.ordinaldb.beans` puts the pieces together.
@NullMarked
package org.ordinaldb.beans.metrics;

import org.jspecify.annotations.NullMarked;
