package org.ordinaldb.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;

class LockManagerTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LockManager locks = new LockManager();
  private final CancelToken cancel = new CancelToken();
  private final LockOwner first = new LockOwner();
  private final LockOwner second = new LockOwner();
  private final byte[] row = {1};
  private final byte[] other = {2};

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void aLockIsHadAgainWithoutWaiting() {
    assertThat(lock(first, row)).isFalse();
    assertThat(lock(first, row)).isFalse();
    locks.releaseAll(first);
    assertThat(locks.size()).isZero();
  }

  @Test
  void aSecondWriterWaitsUntilTheFirstLetsGo() throws Exception {
    lock(first, row);
    Future<Boolean> waited = threads.submit(() -> lock(second, row));
    awaitWaiting(second);
    locks.releaseAll(first);
    assertThat(waited.get()).isTrue();
    locks.releaseAll(second);
    assertThat(locks.size()).isZero();
  }

  @Test
  void theWaitThatWouldCloseACycleIsTheDeadlock() throws Exception {
    lock(first, row);
    lock(second, other);
    Future<Boolean> waited = threads.submit(() -> lock(second, row));
    awaitWaiting(second);
    assertState(() -> lock(first, other), SqlState.DEADLOCK_DETECTED);
    locks.releaseAll(first);
    assertThat(waited.get()).isTrue();
  }

  @Test
  void twoSharersThatBothWantTheTableAloneAreADeadlock() throws Exception {
    locks.lockTable(first, 1, false, 0, cancel);
    locks.lockTable(second, 1, false, 0, cancel);
    Future<Boolean> waited = threads.submit(() -> locks.lockTable(second, 1, true, 0, cancel));
    awaitWaiting(second);
    assertState(() -> locks.lockTable(first, 1, true, 0, cancel), SqlState.DEADLOCK_DETECTED);
    locks.releaseAll(first);
    assertThat(waited.get()).isTrue();
  }

  @Test
  void anExclusiveTableLockWaitsForSharersAndKeepsLaterOnesOut() throws Exception {
    locks.lockTable(first, 1, false, 0, cancel);
    Future<Boolean> alone = threads.submit(() -> locks.lockTable(second, 1, true, 0, cancel));
    awaitWaiting(second);
    LockOwner third = new LockOwner();
    Future<Boolean> late = threads.submit(() -> locks.lockTable(third, 1, false, 0, cancel));
    awaitWaiting(third);
    locks.releaseAll(first);
    assertThat(alone.get()).isTrue();
    assertThat(late.isDone()).isFalse();
    locks.releaseAll(second);
    assertThat(late.get()).isTrue();
  }

  @Test
  void aWaitEndsAtItsTimeout() {
    lock(first, row);
    assertState(() -> locks.lockRow(second, 1, row, 20, cancel), SqlState.LOCK_NOT_AVAILABLE);
    locks.releaseAll(first);
    assertThat(lock(second, row)).isFalse();
  }

  @Test
  void aWaitEndsWhenItIsCancelled() throws Exception {
    lock(first, row);
    Future<Boolean> waited = threads.submit(() -> lock(second, row));
    awaitWaiting(second);
    cancel.cancel(CancelToken.Reason.USER_REQUEST);
    assertThatThrownBy(waited::get).hasRootCauseMessage("canceling statement due to user request");
  }

  private boolean lock(LockOwner owner, byte[] key) {
    return locks.lockRow(owner, 1, key, 0, cancel);
  }

  private static void awaitWaiting(LockOwner owner) throws InterruptedException {
    while (owner.waitsFor == null) {
      Thread.sleep(1);
    }
  }

  private static void assertState(Runnable action, SqlState state) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(SqlException.class, e -> assertThat(e.state()).isEqualTo(state));
  }
}
