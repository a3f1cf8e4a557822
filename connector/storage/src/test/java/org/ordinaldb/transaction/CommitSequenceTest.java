package org.ordinaldb.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.type.KeyCodec;

class CommitSequenceTest {
  private static final int TABLE = 7;

  /// Keeps the numbers of each group, which begins to be written when the test lets it.
  private static final class HeldLog implements CommitSequence.Log {
    final Semaphore groups = new Semaphore(0);
    final List<List<Long>> written = new ArrayList<>();
    final List<Journal.Sync> syncs = new ArrayList<>();
    SqlState failure = SqlState.SUCCESSFUL_COMPLETION;
    long failing;

    @Override
    public void append(List<CommitLog.Entry> entries, Journal.Sync sync) {
      groups.acquireUninterruptibly();
      List<Long> numbers = entries.stream().map(CommitLog.Entry::number).toList();
      if (numbers.contains(failing)) {
        throw new ResourceException(failure, "no");
      }
      written.add(numbers);
      syncs.add(sync);
    }
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HeldLog log = new HeldLog();
  private final CommitSequence sequence =
      new CommitSequence(new DatabaseState(0, 0, Catalog.EMPTY, Map.of()), log);

  /// The tables of a state that nothing can be applied to.
  private static Map<Integer, TableState> unusable() {
    return new AbstractMap<>() {
      @Override
      public Set<Map.Entry<Integer, TableState>> entrySet() {
        throw new IllegalStateException("unusable");
      }
    };
  }

  @AfterEach
  void stop() {
    log.groups.release(100);
    threads.close();
  }

  private static CommitSequence.Request inserting(long key, Journal.Sync sync) {
    DeltaEditor own = DeltaTree.EMPTY.edit();
    own.put(new DeltaEntry(KeyCodec.encodeLong(key), new byte[] {1}, false, 0));
    TableWrites writes = new TableWrites(false, List.of(), own.build());
    return CommitSequence.Request.of(
        new CommitRecord(0, null, Map.of(TABLE, writes)), sync, work -> {});
  }

  /// Begins to commit, and returns when the commit has its number.
  private Future<?> commit(long key, Journal.Sync sync) {
    int before = sequence.pending();
    Future<?> committing = threads.submit(() -> sequence.commit(inserting(key, sync)));
    while (sequence.pending() == before) {
      Thread.onSpinWait();
    }
    return committing;
  }

  private Future<?> commit(long key) {
    return commit(key, Journal.Sync.DEVICE);
  }

  /// Begins to commit, and returns when the log has been given the commit alone.
  private Future<?> commitAlone(long key) {
    Future<?> committing = commit(key);
    while (!log.groups.hasQueuedThreads()) {
      Thread.onSpinWait();
    }
    return committing;
  }

  private long rowCount() {
    return sequence.current().table(TABLE).rowCount();
  }

  @Test
  void commitsThatWaitAreWrittenAsOneGroup() throws Exception {
    List<Future<?>> committing =
        List.of(commitAlone(1), commit(2, Journal.Sync.SYSTEM), commit(3), commit(4));
    assertThat(rowCount()).isZero();
    log.groups.release();
    committing.getFirst().get();
    assertThat(rowCount()).isEqualTo(1);
    assertThat(committing.get(1).isDone()).isFalse();
    log.groups.release();
    for (Future<?> one : committing) {
      one.get();
    }
    assertThat(log.written).containsExactly(List.of(1L), List.of(2L, 3L, 4L));
    assertThat(log.syncs).containsOnly(Journal.Sync.DEVICE);
    assertThat(rowCount()).isEqualTo(4);
    assertThat(sequence.current().commit()).isEqualTo(4);
  }

  @Test
  void aGroupThatNeedsNoForceIsNotForced() {
    log.groups.release();
    sequence.commit(inserting(1, Journal.Sync.SYSTEM));
    assertThat(log.syncs).containsExactly(Journal.Sync.SYSTEM);
  }

  @Test
  void oneThatCannotBeWrittenDoesNotTakeItsGroupAlong() throws Exception {
    Future<?> first = commitAlone(1);
    Future<?> second = commit(2);
    Future<?> third = commit(3);
    log.failing = 2;
    log.failure = SqlState.DISK_FULL;
    log.groups.release(4);
    first.get();
    assertThatThrownBy(second::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ResourceException.class);
    third.get();
    assertThat(log.written).containsExactly(List.of(1L), List.of(3L));
    assertThat(rowCount()).isEqualTo(2);
    assertThat(sequence.pending()).isZero();
  }

  @Test
  void whatNobodyCanKnowIsToldToAllOfTheGroup() throws Exception {
    Future<?> first = commitAlone(1);
    Future<?> second = commit(2);
    Future<?> third = commit(3);
    log.failing = 3;
    log.failure = SqlState.STATEMENT_COMPLETION_UNKNOWN;
    log.groups.release(2);
    first.get();
    for (Future<?> one : List.of(second, third)) {
      assertThatThrownBy(one::get).hasCauseInstanceOf(ResourceException.class);
    }
    assertThat(log.written).containsExactly(List.of(1L));
    assertThat(rowCount()).isEqualTo(1);
  }

  @Test
  void aCommitThatCannotBeAppliedStopsCommittingInsteadOfLosingIt() {
    log.groups.release();
    sequence.rearrange(state -> new DatabaseState(0, 1, Catalog.EMPTY, unusable()));
    for (int key = 1; key <= 2; key++) {
      CommitSequence.Request request = inserting(key, Journal.Sync.DEVICE);
      assertThatThrownBy(() -> sequence.commit(request))
          .isInstanceOf(InternalException.class)
          .hasMessageContaining("restart the server");
    }
    assertThat(log.written).containsExactly(List.of(1L));
  }

  @Test
  void whatWaitedBehindACommitThatCannotBeAppliedIsNotWritten() {
    Future<?> first = commitAlone(1);
    Future<?> second = commit(2);
    sequence.rearrange(state -> new DatabaseState(0, 1, Catalog.EMPTY, unusable()));
    log.groups.release(2);
    for (Future<?> one : List.of(first, second)) {
      assertThatThrownBy(one::get).hasMessageContaining("commit 1 is durable but could not");
    }
    assertThat(log.written).containsExactly(List.of(1L));
  }

  @Test
  void aStateThatIsReplacedMeanwhileKeepsItsCommits() {
    log.groups.release();
    sequence.commit(inserting(1, Journal.Sync.DEVICE));
    sequence.rearrange(state -> state.with(TABLE, TableState.EMPTY));
    assertThat(sequence.current().commit()).isEqualTo(1);
    assertThat(sequence.current().sequence()).isEqualTo(2);
  }
}
