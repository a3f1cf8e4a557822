package org.ordinaldb.adapter.outbound;

import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.storage.PreparedTransaction;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;

/// A session as part of a distributed transaction. A branch belongs to the session until it is
/// prepared and to the engine from then on, crashes included, so that any resource can end and
/// recover it. Owned by the session's thread.
final class SessionXaResource implements XAResource {
  private static final String OWNER = "ordinal";

  /// The class of SQLSTATEs that constraints are violated with.
  private static final String INTEGRITY_CLASS = "23";

  private final StorageEngine engine;
  private final StorageSession session;
  private @Nullable BranchId current;

  SessionXaResource(StorageEngine engine, StorageSession session) {
    this.engine = engine;
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
        current = BranchId.of(xid);
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

  /// The work stays with the session until the transaction is prepared or ends.
  @Override
  public void end(Xid xid, int flags) throws XAException {
    requireCurrent(xid);
  }

  @Override
  public int prepare(Xid xid) throws XAException {
    BranchId branch = requireCurrent(xid);
    current = null;
    if (!session.inTransaction()) {
      throw new XAException(XAException.XA_RBROLLBACK);
    }
    try {
      session.prepare(branch.globalId(), OWNER);
      return XA_OK;
    } catch (SqlException e) {
      throw rolledBack(e);
    }
  }

  @Override
  public void commit(Xid xid, boolean onePhase) throws XAException {
    if (onePhase) {
      commitInOnePhase(xid);
    } else {
      endPrepared(() -> engine.commitPrepared(BranchId.of(xid).globalId()));
    }
  }

  private void commitInOnePhase(Xid xid) throws XAException {
    requireCurrent(xid);
    current = null;
    try {
      session.commit();
    } catch (SqlException e) {
      throw rolledBack(e);
    }
  }

  @Override
  public void rollback(Xid xid) throws XAException {
    if (!isCurrent(xid)) {
      endPrepared(() -> engine.rollbackPrepared(BranchId.of(xid).globalId()));
      return;
    }
    current = null;
    try {
      if (session.inTransaction()) {
        session.rollback();
      }
    } catch (SqlException e) {
      throw failure(XAException.XAER_RMERR, e);
    }
  }

  /// A failure leaves the branch prepared: the transaction manager is to try again.
  private static void endPrepared(Runnable action) throws XAException {
    try {
      action.run();
    } catch (SqlException e) {
      boolean unknown = e.state() == SqlState.UNDEFINED_OBJECT;
      throw failure(unknown ? XAException.XAER_NOTA : XAException.XAER_RMFAIL, e);
    }
  }

  /// No branch is ever ended by anybody but the transaction manager.
  @Override
  public void forget(Xid xid) throws XAException {
    throw new XAException(XAException.XAER_NOTA);
  }

  /// Every prepared branch at the start of a scan, and nothing more after it.
  @Override
  public Xid[] recover(int flags) throws XAException {
    if ((flags & ~(TMSTARTRSCAN | TMENDRSCAN)) != 0) {
      throw new XAException(XAException.XAER_INVAL);
    }
    List<Xid> branches = new ArrayList<>();
    if ((flags & TMSTARTRSCAN) != 0) {
      for (PreparedTransaction prepared : engine.prepared()) {
        BranchId branch = BranchId.parse(prepared.globalId());
        if (branch != null) {
          branches.add(branch);
        }
      }
    }
    return branches.toArray(new Xid[0]);
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

  private boolean isCurrent(Xid xid) {
    return BranchId.of(xid).equals(current);
  }

  private BranchId requireCurrent(Xid xid) throws XAException {
    BranchId branch = current;
    if (branch == null || !branch.equals(BranchId.of(xid))) {
      throw new XAException(XAException.XAER_NOTA);
    }
    return branch;
  }

  /// Tells why a branch is gone, so that the transaction manager knows what may be tried again.
  private static XAException rolledBack(SqlException cause) {
    int code;
    if (cause.state() == SqlState.DEADLOCK_DETECTED) {
      code = XAException.XA_RBDEADLOCK;
    } else if (cause instanceof TransactionRollbackException) {
      code = XAException.XA_RBTRANSIENT;
    } else {
      code =
          cause.state().code().startsWith(INTEGRITY_CLASS)
              ? XAException.XA_RBINTEGRITY
              : XAException.XA_RBROLLBACK;
    }
    return failure(code, cause);
  }

  private static XAException failure(int code, SqlException cause) {
    XAException failure = new XAException(code);
    failure.initCause(cause);
    return failure;
  }
}
