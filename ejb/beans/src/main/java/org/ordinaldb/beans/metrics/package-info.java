/// What is counted about statements and sessions, and how it reaches `/metrics`.
///
/// Read [SessionObserver] first: [ObservedSessions] reports to it from around any session factory,
/// and [QueryMetrics] turns the reports into MicroProfile metrics. `org.ordinaldb.beans` puts the
/// pieces together.
@NullMarked
package org.ordinaldb.beans.metrics;

import org.jspecify.annotations.NullMarked;
