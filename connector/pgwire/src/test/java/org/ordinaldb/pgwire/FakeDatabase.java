package org.ordinaldb.pgwire;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionFactory;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;

/// Opens [FakeSession]s for every database but `nowhere`.
final class FakeDatabase implements SessionFactory {
  final ConcurrentLinkedQueue<FakeSession> sessions = new ConcurrentLinkedQueue<>();
  private final AtomicInteger lastBackendId = new AtomicInteger();

  @Override
  public QuerySession open(SessionRequest request, SessionListener listener) {
    if (request.database().equals("nowhere")) {
      throw new SessionException(
          SqlState.INVALID_CATALOG_NAME, "database \"nowhere\" does not exist");
    }
    FakeSession session = new FakeSession(lastBackendId.incrementAndGet(), request, listener);
    sessions.add(session);
    listener.parameterChanged("server_version", "15.0");
    listener.parameterChanged("TimeZone", "UTC");
    return session;
  }

  FakeSession session() {
    return sessions.element();
  }
}
