package org.ordinaldb.beans;

import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.ordinaldb.adapter.api.SessionEndpoint;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;

/// Where clients of the PostgreSQL port come in. One instance serves one connection while it opens
/// its session; `glassfish-ejb-jar.xml` ties the bean to the embedded resource adapter.
@MessageDriven
public class ClientEndpoint implements SessionEndpoint {
  @EJB DatabaseBean database;

  @Override
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public QuerySession open(SessionRequest request, SessionListener listener) {
    return database.sessions().open(request, listener);
  }
}
