package org.ordinaldb.adapter.inbound;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.ordinaldb.adapter.api.SessionEndpoint;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionFactory;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;

/// Opens sessions by calling the message-driven bean. Safe for use by many threads.
final class EndpointSessions implements SessionFactory {
  private static final Logger LOGGER = System.getLogger(EndpointSessions.class.getName());

  private final MessageEndpointFactory endpoints;

  EndpointSessions(MessageEndpointFactory endpoints) {
    this.endpoints = endpoints;
  }

  /// The endpoint is given back at once: the session does without it.
  @Override
  public QuerySession open(SessionRequest request, SessionListener listener) {
    // The container sets the loader for the bean's call only, and the session runs on afterwards.
    Thread.currentThread().setContextClassLoader(endpoints.getEndpointClass().getClassLoader());
    MessageEndpoint endpoint = endpoint();
    try {
      return ((SessionEndpoint) endpoint).open(request, listener);
    } catch (SqlException e) {
      throw e;
    } catch (RuntimeException e) {
      // Containers wrap what a bean throws.
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof SqlException failure) {
          throw failure;
        }
      }
      throw e;
    } finally {
      endpoint.release();
    }
  }

  private MessageEndpoint endpoint() {
    try {
      return endpoints.createEndpoint(null);
    } catch (UnavailableException e) {
      LOGGER.log(Level.DEBUG, "event=endpoint-unavailable", e);
      throw new SessionException(
          SqlState.CANNOT_CONNECT_NOW, "the database system is starting up", e);
    }
  }
}
