package org.ordinaldb.session;

/// Opens conversations with the database. Safe for use by many threads.
public interface SessionFactory {
  /// Opens a session; the caller closes it. Refuses an unknown database or user, and more sessions
  /// than the limit, with a SqlException.
  QuerySession open(SessionRequest request, SessionListener listener);
}
