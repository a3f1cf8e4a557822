package org.ordinaldb.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ordinaldb.catalog.Catalog;

class SnapshotsTest {
  private DatabaseState current = state(1);
  private final Snapshots snapshots = new Snapshots(() -> current);

  private static DatabaseState state(long number) {
    return new DatabaseState(number, number, Catalog.EMPTY, Map.of());
  }

  @Test
  void withoutReadersTheOldestIsTheNewest() {
    current = state(5);
    assertThat(snapshots.oldestSequence()).isEqualTo(5);
    try (Snapshot oldest = snapshots.takeOldest()) {
      assertThat(oldest.commit()).isEqualTo(5);
    }
  }

  @Test
  void theOldestIsWhatIsStillOpenWhateverTheOrderOfClosing() {
    Snapshot first = snapshots.take();
    current = state(2);
    Snapshot second = snapshots.take();
    current = state(3);
    Snapshot third = snapshots.take();
    Snapshot twin = first.share();
    second.close();
    first.close();
    assertThat(snapshots.oldestSequence()).as("a shared snapshot lives on").isEqualTo(1);
    twin.close();
    twin.close();
    assertThat(snapshots.oldestSequence()).isEqualTo(3);
    third.close();
    current = state(4);
    assertThat(snapshots.oldestSequence()).isEqualTo(4);
  }
}
