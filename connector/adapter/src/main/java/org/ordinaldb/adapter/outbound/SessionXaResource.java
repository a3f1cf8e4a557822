package org.ordinaldb.adapter.outbound;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;

/// A session as part of a distributed transaction. Prepared work is kept in memory only: it does not
/// survive a crash between the two phases, so [#recover] never has any. Owned by the session's
/// thread.
final class SessionXaResource implements XAResource {
  private final StorageSession session;
  private @Nullable Xid current;

  SessionXaResource(StorageSession session) {
    this.session = session;
  }

  @Override
  public void start(Xid xid, int flags) throws XAException {
    switch (flags) {
      case TMNOFLAGS -> {
        if (session.inTransaction()) {
          throw new XAException(XAException.XAER_OUTSIDE);
        }
        begin();
        current = xid;
      }
      case TMJOIN, TMRESUME -> requireCurrent(xid);
      default -> throw new XAException(XAException.XAER_INVAL);
    }
  }

  private void begin() throws XAException {
    try {
      session.begin(IsolationLevel.READ_COMMITTED, false);
    } catch (SqlException e) {
      throw failure(XAException.XAER_RMERR, e);
    }
  }

  /// The work stays with the session until the transaction ends.
  @Override
  public void end(Xid xid, int flags) throws XAException {
    requireCurrent(xid);
  }

  @Override
  public int prepare(Xid xid) throws XAException {
    requireCurrent(xid);
    if (!session.inTransaction()) {
      current = null;
      throw new XAException(XAException.XA_RBROLLBACK);
    }
    return XA_OK;
  }

  @Override
  public void commit(Xid xid, boolean onePhase) throws XAException {
    requireCurrent(xid);
    current = null;
    try {
      session.commit();
    } catch (TransactionRollbackException e) {
      throw failure(XAException.XA_RBTRANSIENT, e);
    } catch (SqlException e) {
      throw failure(onePhase ? XAException.XA_RBROLLBACK : XAException.XAER_RMERR, e);
    }
  }

  @Override
  public void rollback(Xid xid) throws XAException {
    requireCurrent(xid);
    current = null;
    try {
      if (session.inTransaction()) {
        session.rollback();
      }
    } catch (SqlException e) {
      throw failure(XAException.XAER_RMERR, e);
    }
  }

  @Override
  public void forget(Xid xid) throws XAException {
    throw new XAException(XAException.XAER_NOTA);
  }

  @Override
  public Xid[] recover(int flags) {
    return new Xid[0];
  }

  /// Two sessions never share a transaction branch.
  @Override
  public boolean isSameRM(XAResource other) {
    return other == this;
  }

  @Override
  public int getTransactionTimeout() {
    return 0;
  }

  @Override
  public boolean setTransactionTimeout(int seconds) {
    return false;
  }

  private void requireCurrent(Xid xid) throws XAException {
    if (current == null || !current.equals(xid)) {
      throw new XAException(XAException.XAER_NOTA);
    }
  }

  private static XAException failure(int code, SqlException cause) {
    XAException failure = new XAException(code);
    failure.initCause(cause);
    return failure;
  }
}
