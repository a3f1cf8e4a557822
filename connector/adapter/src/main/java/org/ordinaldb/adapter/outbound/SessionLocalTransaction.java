package org.ordinaldb.adapter.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;

/// A transaction that only this session takes part in.
final class SessionLocalTransaction implements LocalTransaction {
  private final StorageSession session;

  SessionLocalTransaction(StorageSession session) {
    this.session = session;
  }

  @Override
  public void begin() throws ResourceException {
    try {
      session.begin(IsolationLevel.READ_COMMITTED, false);
    } catch (SqlException e) {
      throw new LocalTransactionException(e.text(), e);
    }
  }

  @Override
  public void commit() throws ResourceException {
    try {
      session.commit();
    } catch (SqlException e) {
      throw new LocalTransactionException(e.text(), e);
    }
  }

  @Override
  public void rollback() throws ResourceException {
    try {
      session.rollback();
    } catch (SqlException e) {
      throw new LocalTransactionException(e.text(), e);
    }
  }
}
