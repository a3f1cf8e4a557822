package org.ordinaldb.beans;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.ordinaldb.beans.query.RunningStatement;
import org.ordinaldb.beans.query.StatementRequest;

/// Runs single statements for callers without a session. Its transactions are the database's own:
/// the container's are left alone.
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class StatementBean {
  @EJB DatabaseBean database;

  /// Starts the statement; the caller reads, finishes and closes it on the calling thread.
  public RunningStatement start(StatementRequest request) {
    return database.statements().start(request);
  }
}
