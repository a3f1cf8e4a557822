package org.ordinaldb.pgwire;

import org.ordinaldb.session.SessionFactory;

/// What all connections of one server share. Safe for use by many threads.
public record PgService(
    SessionFactory sessions, PgLimits limits, CancelRegistry cancels, BufferPool buffers) {
  public PgService(SessionFactory sessions, PgLimits limits) {
    this(sessions, limits, new CancelRegistry(), new BufferPool());
  }
}
