package org.ordinaldb.adapter.api;

import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;

/// The message-listener interface of the resource adapter: a message-driven bean implements it, and
/// the inbound side calls it once for every client that connects, on that client's own thread.
///
/// The bean's own transaction plays no part: the session has transactions of its own.
public interface SessionEndpoint {
  /// Opens a session, which the inbound side closes when the client goes. Same errors as
  /// [org.ordinaldb.session.SessionFactory#open].
  QuerySession open(SessionRequest request, SessionListener listener);
}
