package org.ordinaldb.it.ledger;

import java.util.concurrent.CountDownLatch;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/// A branch that has nothing to write, and that stops its transaction for good in one of its phases.
/// Used by the transaction's thread, but for [#awaitStopped()].
public final class StoppingBranch implements XAResource {
  /// The phase that never ends.
  public enum Phase {
    PREPARE,
    COMMIT
  }

  private final Phase phase;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);

  StoppingBranch(Phase phase) {
    this.phase = phase;
  }

  /// Returns when the transaction has come to where it stops.
  void awaitStopped() {
    await(stopped);
  }

  /// Whether it has to be the first branch, because the others are not to come to the phase.
  boolean isFirst() {
    return phase == Phase.COMMIT;
  }

  private void reach(Phase reached) {
    if (reached == phase) {
      stopped.countDown();
      await(never);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int prepare(Xid xid) {
    reach(Phase.PREPARE);
    return XA_OK;
  }

  @Override
  public void commit(Xid xid, boolean onePhase) {
    reach(Phase.COMMIT);
  }

  @Override
  public void start(Xid xid, int flags) {}

  @Override
  public void end(Xid xid, int flags) {}

  @Override
  public void rollback(Xid xid) {}

  @Override
  public void forget(Xid xid) {}

  @Override
  public Xid[] recover(int flags) {
    return new Xid[0];
  }

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
}
