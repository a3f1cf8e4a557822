package org.ordinaldb.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;

class LockManagerTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LockManager locks = new LockManager(() -> Instant.ofEpochSecond(1, 2_000));
  private final CancelToken cancel = new CancelToken();
  private final LockWait patient = new LockWait(true, 0, cancel);
  private final LockOwner first = owner(1);
  private final LockOwner second = owner(2);
  private final LockOwner third = owner(3);
  private final byte[] row = {1};
  private final byte[] other = {2};

  @AfterEach
  void stop() {
    cancel.cancel(CancelToken.Reason.SHUTDOWN);
    threads.close();
  }

  @Test
  void aLockIsHadAgainWithoutWaiting() {
    lock(first, row);
    assertThat(tryLock(first, row, RowLock.UPDATE)).isTrue();
    locks.releaseAll(first);
    assertThat(locks.size()).isZero();
  }

  @Test
  void aSecondWriterWaitsUntilTheFirstLetsGo() throws Exception {
    lock(first, row);
    Future<Boolean> waited = waits(second, () -> lock(second, row));
    locks.releaseAll(first);
    assertThat(waited.get()).isTrue();
    locks.releaseAll(second);
    assertThat(locks.size()).isZero();
  }

  @Test
  void whoWaitsIsListedWithSinceWhenAndForWhom() throws Exception {
    lock(first, row, RowLock.SHARE);
    lock(third, row, RowLock.KEY_SHARE);
    Future<Boolean> waited = waits(second, () -> lock(second, row));
    assertThat(locks.blockers(2)).containsExactly(1, 3);
    assertThat(locks.blockers(1)).isEmpty();
    assertThat(locks.list())
        .filteredOn(listing -> !listing.granted())
        .extracting(LockListing::waitStartMicros)
        .containsExactly(1_000_002L);
    locks.releaseAll(first);
    assertThat(locks.blockers(2)).containsExactly(3);
    locks.releaseAll(third);
    assertThat(waited.get()).isTrue();
  }

  @Test
  void holdersAreWaitedForWithoutKeepingOthersOut() throws Exception {
    locks.lockTable(first, 7, TableLock.ROW_EXCLUSIVE, patient);
    Future<Boolean> waited =
        waits(
            second,
            () -> {
              locks.awaitHolders(second, 7, TableLock.SHARE, patient, (total, done, backend) -> {});
              return true;
            });
    assertThat(locks.lockTable(third, 7, TableLock.ROW_EXCLUSIVE, patient.withoutWaiting()))
        .isTrue();
    locks.releaseAll(first);
    assertThat(waited.get()).isTrue();
    locks.releaseAll(third);
    assertThat(locks.size()).isZero();
  }

  @Test
  void aHolderThatWaitsForWhoeverWaitsForItIsADeadlock() throws Exception {
    locks.lockTable(second, 7, TableLock.SHARE_UPDATE_EXCLUSIVE, patient);
    locks.lockTable(first, 7, TableLock.ROW_EXCLUSIVE, patient);
    Future<Boolean> waited =
        waits(
            second,
            () -> {
              locks.awaitHolders(second, 7, TableLock.SHARE, patient, (total, done, backend) -> {});
              return true;
            });
    assertThatThrownBy(() -> locks.lockTable(first, 7, TableLock.ACCESS_EXCLUSIVE, patient))
        .hasMessage("deadlock detected");
    locks.releaseAll(first);
    assertThat(waited.get()).isTrue();
  }

  @Test
  void rowLocksConflictAsInPostgresql() {
    String[] conflicts = {"___x", "__xx", "_xxx", "xxxx"};
    for (RowLock held : RowLock.values()) {
      for (RowLock wanted : RowLock.values()) {
        lock(first, row, held);
        assertThat(tryLock(second, row, wanted))
            .as(held + " and " + wanted)
            .isEqualTo(conflicts[held.ordinal()].charAt(wanted.ordinal()) == '_');
        locks.releaseAll(first);
        locks.releaseAll(second);
      }
    }
  }

  @Test
  void tableLocksConflictAsInPostgresqlAndThoseOfLoadsWithThem() {
    String[] conflicts = {
      "_______x__",
      "______xx__",
      "____xxxx_x",
      "___xxxxxxx",
      "__xx_xxxxx",
      "__xxxxxxxx",
      "_xxxxxxxxx",
      "xxxxxxxxxx",
      "___xxxxx__",
      "__xxxxxx_x"
    };
    for (TableLock held : TableLock.values()) {
      for (TableLock wanted : TableLock.values()) {
        locks.lockTable(first, 1, held, patient);
        assertThat(locks.lockTable(second, 1, wanted, patient.withoutWaiting()))
            .as(held + " and " + wanted)
            .isEqualTo(conflicts[held.ordinal()].charAt(wanted.ordinal()) == '_');
        locks.releaseAll(first);
        locks.releaseAll(second);
      }
    }
    assertThat(locks.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource(RowLock.class)
  void aStrongerRowLockIsEveryWeakerOneToo(RowLock wanted) {
    lock(first, row, RowLock.UPDATE);
    lock(first, row, wanted);
    assertThat(locks.list()).hasSize(1);
  }

  @Test
  void aShareIsUpgradedWhenNobodyElseShares() {
    lock(first, row, RowLock.SHARE);
    assertThat(tryLock(first, row, RowLock.UPDATE)).isTrue();
    assertThat(tryLock(second, row, RowLock.KEY_SHARE)).isFalse();
  }

  @Test
  void anUpgradeGoesBeforeThoseWhoWaitForTheShare() throws Exception {
    lock(first, row, RowLock.SHARE);
    Future<Boolean> waiting = waits(second, () -> lock(second, row));
    assertThat(tryLock(first, row, RowLock.UPDATE)).isTrue();
    locks.releaseAll(first);
    assertThat(waiting.get()).isTrue();
  }

  @Test
  void aRequestThatConflictsWithNobodyPassesTheQueue() throws Exception {
    lock(first, row, RowLock.KEY_SHARE);
    lock(second, row, RowLock.NO_KEY_UPDATE);
    Future<Boolean> waiting = waits(third, () -> lock(third, row, RowLock.NO_KEY_UPDATE));
    assertThat(tryLock(owner(4), row, RowLock.KEY_SHARE)).isTrue();
    locks.releaseAll(second);
    assertThat(waiting.get()).isTrue();
  }

  @Test
  void whoConflictsWithNoHolderOfARowDoesNotQueue() throws Exception {
    lock(first, row, RowLock.SHARE);
    Future<Boolean> writer = waits(second, () -> lock(second, row));
    assertThat(tryLock(third, row, RowLock.SHARE)).isTrue();
    locks.releaseAll(first);
    assertThat(writer.isDone()).isFalse();
    locks.releaseAll(third);
    assertThat(writer.get()).isTrue();
  }

  @Test
  void whoConflictsWithAHolderOfARowQueues() throws Exception {
    lock(first, row, RowLock.NO_KEY_UPDATE);
    Future<Boolean> writer = waits(second, () -> lock(second, row));
    Future<Boolean> late = waits(third, () -> lock(third, row, RowLock.SHARE));
    locks.releaseAll(first);
    assertThat(writer.get()).isTrue();
    assertThat(late.isDone()).isFalse();
    locks.releaseAll(second);
    assertThat(late.get()).isTrue();
  }

  @Test
  void theWaitThatWouldCloseACycleIsTheDeadlock() throws Exception {
    lock(first, row);
    lock(second, other);
    Future<Boolean> waited = waits(second, () -> lock(second, row));
    assertThatThrownBy(() -> lock(first, other))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.state()).isEqualTo(SqlState.DEADLOCK_DETECTED);
              assertThat(e.detail())
                  .isEqualTo(
                      """
                      Process 1 waits for ExclusiveLock on row of relation 1; blocked by process 2.
                      Process 2 waits for ExclusiveLock on row of relation 1; blocked by process 1.\
                      """);
            });
    locks.releaseAll(first);
    assertThat(waited.get()).isTrue();
  }

  @Test
  void aCycleOverThreeSessionsIsADeadlock() throws Exception {
    byte[] last = {3};
    lock(first, row);
    lock(second, other);
    lock(third, last);
    waits(first, () -> lock(first, other));
    Future<Boolean> free = waits(second, () -> lock(second, last));
    assertState(() -> lock(third, row), SqlState.DEADLOCK_DETECTED);
    locks.releaseAll(third);
    assertThat(free.get()).isTrue();
  }

  @Test
  void whoOnlyQueuesBehindSomebodyGoesFirstRatherThanIntoADeadlock() throws Exception {
    lockTable(first, TableLock.SHARE);
    lock(third, other);
    Future<Boolean> alone = waits(second, () -> lockTable(second, TableLock.ACCESS_EXCLUSIVE));
    Future<Boolean> behind = waits(third, () -> lockTable(third, TableLock.SHARE));
    Future<Boolean> last = waits(first, () -> lock(first, other));
    assertThat(behind.get()).isTrue();
    locks.releaseAll(third);
    assertThat(last.get()).isTrue();
    locks.releaseAll(first);
    assertThat(alone.get()).isTrue();
  }

  @Test
  void theNewestRequestGoesFirstWhenItOnlyQueues() throws Exception {
    lockTable(first, TableLock.SHARE);
    lock(third, other);
    waits(second, () -> lockTable(second, TableLock.ACCESS_EXCLUSIVE));
    Future<Boolean> blocked = waits(first, () -> lock(first, other));
    assertThat(lockTable(third, TableLock.SHARE)).isTrue();
    locks.releaseAll(third);
    assertThat(blocked.get()).isTrue();
  }

  @Test
  void nobodyGoesFirstWhereThatLeavesACycle() throws Exception {
    LockOwner fourth = owner(4);
    LockOwner fifth = owner(5);
    byte[] last = {3};
    lockTable(first, TableLock.ROW_SHARE);
    lockTable(fourth, TableLock.ROW_EXCLUSIVE);
    lock(first, row);
    lock(third, other);
    lock(fifth, last);
    Future<Boolean> alone = waits(second, () -> lockTable(second, TableLock.ACCESS_EXCLUSIVE));
    Future<Boolean> share = waits(third, () -> lockTable(third, TableLock.SHARE));
    waits(fourth, () -> lock(fourth, last));
    waits(fifth, () -> lock(fifth, row));
    assertState(() -> lock(first, other), SqlState.DEADLOCK_DETECTED);
    locks.releaseAll(first);
    locks.releaseAll(fifth);
    locks.releaseAll(fourth);
    assertThat(alone.get()).isTrue();
    assertThat(share.isDone()).isFalse();
  }

  @Test
  void twoSharersThatBothWantTheTableAloneAreADeadlock() throws Exception {
    lockTable(first, TableLock.ROW_EXCLUSIVE);
    lockTable(second, TableLock.ROW_EXCLUSIVE);
    Future<Boolean> waited = waits(second, () -> lockTable(second, TableLock.ACCESS_EXCLUSIVE));
    assertState(() -> lockTable(first, TableLock.ACCESS_EXCLUSIVE), SqlState.DEADLOCK_DETECTED);
    locks.releaseAll(first);
    assertThat(waited.get()).isTrue();
  }

  @Test
  void anExclusiveTableLockWaitsForSharersAndKeepsLaterOnesOut() throws Exception {
    lockTable(first, TableLock.ROW_EXCLUSIVE);
    Future<Boolean> alone = waits(second, () -> lockTable(second, TableLock.ACCESS_EXCLUSIVE));
    Future<Boolean> late = waits(third, () -> lockTable(third, TableLock.ROW_EXCLUSIVE));
    locks.releaseAll(first);
    assertThat(alone.get()).isTrue();
    assertThat(late.isDone()).isFalse();
    locks.releaseAll(second);
    assertThat(late.get()).isTrue();
  }

  @Test
  void releasingBackToAMarkKeepsWhatWasHeldBefore() {
    lock(first, row, RowLock.SHARE);
    int mark = locks.mark(first);
    lock(first, row, RowLock.UPDATE);
    lock(first, other);
    locks.releaseSince(first, mark);
    assertThat(tryLock(second, other, RowLock.UPDATE)).isTrue();
    assertThat(tryLock(second, row, RowLock.SHARE)).isTrue();
    assertThat(tryLock(second, row, RowLock.UPDATE)).isFalse();
  }

  @Test
  void ownersOfOneSessionShareEverything() throws Exception {
    LockOwner transaction = new LockOwner(first);
    AdvisoryKey key = AdvisoryKey.of(7);
    assertThat(locks.lockAdvisory(first, key, false, patient)).isTrue();
    assertThat(locks.lockAdvisory(transaction, key, false, patient)).isTrue();
    locks.releaseAll(transaction);
    Future<Boolean> waiting = waits(second, () -> locks.lockAdvisory(second, key, true, patient));
    assertThat(locks.unlockAdvisory(first, key, false)).isTrue();
    assertThat(waiting.get()).isTrue();
  }

  @Test
  void advisoryLocksAreCounted() {
    AdvisoryKey key = AdvisoryKey.of(1, 2);
    locks.lockAdvisory(first, key, false, patient);
    locks.lockAdvisory(first, key, false, patient);
    assertThat(locks.unlockAdvisory(first, key, false)).isTrue();
    assertThat(tryAdvisory(second, key)).isFalse();
    assertThat(locks.unlockAdvisory(first, key, true)).isFalse();
    assertThat(locks.unlockAdvisory(first, key, false)).isTrue();
    assertThat(tryAdvisory(second, key)).isTrue();
    assertThat(locks.unlockAdvisory(first, key, false)).isFalse();
  }

  @Test
  void aPairAndABigintWithTheSameBitsAreDifferentLocks() {
    locks.lockAdvisory(first, AdvisoryKey.of(0, 5), false, patient);
    assertThat(tryAdvisory(second, AdvisoryKey.of(5))).isTrue();
  }

  @Test
  void theListTellsWhoHoldsAndWhoWaits() throws Exception {
    lock(first, row, RowLock.SHARE);
    waits(second, () -> lock(second, row));
    assertThat(locks.list())
        .extracting(l -> l.backend() + " " + l.mode().lockName() + " " + l.granted())
        .containsExactly("1 ShareLock true", "2 ExclusiveLock false");
  }

  @Test
  void aWaitEndsAtItsTimeout() {
    lock(first, row);
    LockWait brief = new LockWait(true, 20, cancel);
    assertState(
        () -> locks.lockRow(second, 1, row, RowLock.UPDATE, brief), SqlState.LOCK_NOT_AVAILABLE);
    locks.releaseAll(first);
    assertThat(tryLock(second, row, RowLock.UPDATE)).isTrue();
  }

  @Test
  void aWaitEndsWhenItIsCancelled() throws Exception {
    lock(first, row);
    Future<Boolean> waited = waits(second, () -> lock(second, row));
    cancel.cancel(CancelToken.Reason.USER_REQUEST);
    assertThatThrownBy(waited::get).hasRootCauseMessage("canceling statement due to user request");
  }

  private static LockOwner owner(int backend) {
    LockOwner owner = new LockOwner();
    owner.identify(backend);
    return owner;
  }

  private boolean lock(LockOwner owner, byte[] key) {
    return lock(owner, key, RowLock.UPDATE);
  }

  private boolean lock(LockOwner owner, byte[] key, RowLock mode) {
    return locks.lockRow(owner, 1, key, mode, patient);
  }

  private boolean tryLock(LockOwner owner, byte[] key, RowLock mode) {
    return locks.lockRow(owner, 1, key, mode, patient.withoutWaiting());
  }

  private boolean tryAdvisory(LockOwner owner, AdvisoryKey key) {
    return locks.lockAdvisory(owner, key, false, patient.withoutWaiting());
  }

  private boolean lockTable(LockOwner owner, TableLock mode) {
    return locks.lockTable(owner, 1, mode, patient);
  }

  /// Starts a request that has to wait, and returns once it does.
  private Future<Boolean> waits(LockOwner owner, Callable<Boolean> request)
      throws InterruptedException {
    Future<Boolean> future = threads.submit(request);
    while (locks.list().stream()
        .noneMatch(l -> !l.granted() && l.backend() == owner.session().backend)) {
      Thread.sleep(1);
    }
    return future;
  }

  private static void assertState(Runnable action, SqlState state) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(SqlException.class, e -> assertThat(e.state()).isEqualTo(state));
  }
}
