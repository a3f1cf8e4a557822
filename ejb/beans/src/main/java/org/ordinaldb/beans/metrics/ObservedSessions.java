package org.ordinaldb.beans.metrics;

import org.ordinaldb.error.SqlException;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionFactory;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;

/// A session factory whose sessions report to an observer. Every face opens its sessions here, so
/// that statements are counted once, whoever sends them.
public final class ObservedSessions implements SessionFactory {
  private final SessionFactory sessions;
  private final SessionObserver observer;

  public ObservedSessions(SessionFactory sessions, SessionObserver observer) {
    this.sessions = sessions;
    this.observer = observer;
  }

  @Override
  public QuerySession open(SessionRequest request, SessionListener listener) {
    try {
      QuerySession session = sessions.open(request, listener);
      observer.sessionOpened();
      return new ObservedSession(session, observer);
    } catch (SqlException failure) {
      observer.failed(failure.state());
      throw failure;
    }
  }
}
