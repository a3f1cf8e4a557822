package org.ordinaldb.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.type.KeyCodec;

class CommitSequenceTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CommitSequence sequence =
      new CommitSequence(new DatabaseState(0, 0, Catalog.EMPTY, Map.of()), 0);

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
    threads.close();
  }

  private static CommitRecord inserting(long key) {
    DeltaTree.Editor own = DeltaTree.EMPTY.edit();
    own.put(new DeltaEntry(KeyCodec.encodeLong(key), new byte[] {1}, false, 0));
    return new CommitRecord(0, null, Map.of(7, new TableWrites(false, List.of(), own.build())));
  }

  @Test
  void aCommitWaitsForSmallerNumbersToBecomeVisible() throws Exception {
    CommitSequence.Ticket first = sequence.take(inserting(1));
    Future<?> second = threads.submit(() -> sequence.settle(sequence.take(inserting(2)), true));
    while (sequence.pending() < 2) {
      Thread.sleep(1);
    }
    Thread.sleep(10);
    assertThat(second.isDone()).isFalse();
    assertThat(sequence.current().table(7).rowCount()).isZero();
    sequence.settle(first, true);
    second.get();
    assertThat(sequence.current().table(7).rowCount()).isEqualTo(2);
    assertThat(sequence.current().commit()).isEqualTo(2);
  }

  @Test
  void anAbortedNumberIsPassedOver() throws Exception {
    CommitSequence.Ticket first = sequence.take(inserting(1));
    Future<?> second = threads.submit(() -> sequence.settle(sequence.take(inserting(2)), true));
    sequence.settle(first, false);
    second.get();
    assertThat(sequence.current().table(7).rowCount()).isEqualTo(1);
  }

  @Test
  void aCommitThatCannotBeAppliedStopsCommittingInsteadOfLosingIt() {
    sequence.rearrange(state -> new DatabaseState(0, 1, Catalog.EMPTY, unusable()));
    assertThatThrownBy(() -> sequence.settle(sequence.take(inserting(1)), true))
        .isInstanceOf(InternalException.class)
        .hasMessageContaining("restart the server");
    assertThatThrownBy(() -> sequence.take(inserting(2))).isInstanceOf(InternalException.class);
  }

  @Test
  void aStateThatIsReplacedMeanwhileKeepsItsCommits() {
    sequence.settle(sequence.take(inserting(1)), true);
    sequence.rearrange(state -> state.with(7, TableState.EMPTY));
    assertThat(sequence.current().commit()).isEqualTo(1);
    assertThat(sequence.current().sequence()).isEqualTo(2);
  }
}
