package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ordinaldb.Seeds;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;

class ReplayQueueTest {
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    thread.close();
  }

  @Test
  void recordsOfAnySizeArriveInTheirOrder() {
    Random random = new Random(Seeds.next("ReplayQueueTest"));
    List<String> given = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    ReplayQueue queue =
        new ReplayQueue(thread, (number, record) -> taken.add(number + ":" + record.length));
    for (int number = 1; number <= 2000; number++) {
      byte[] record = new byte[random.nextInt(number % 100 == 0 ? 1 << 20 : 2000)];
      given.add(number + ":" + record.length);
      queue.accept(number, record);
    }
    queue.finish();
    assertThat(taken).isEqualTo(given);
  }

  @Test
  void aShortLogNeedsNoOtherThread() {
    List<Long> taken = new ArrayList<>();
    ReplayQueue queue =
        new ReplayQueue(
            task -> {
              throw new AssertionError("a task for a few bytes");
            },
            (number, record) -> taken.add(number));
    queue.accept(1, new byte[100]);
    queue.accept(2, new byte[100]);
    queue.finish();
    assertThat(taken).containsExactly(1L, 2L);
  }

  @Test
  void anErrorOfTheReaderIsToldAsItWas() {
    InternalException damage = new InternalException(SqlState.DATA_CORRUPTED, "damaged");
    ReplayQueue queue =
        new ReplayQueue(
            thread,
            (number, record) -> {
              throw damage;
            });
    assertThatThrownBy(
            () -> {
              for (int number = 1; number <= 10; number++) {
                queue.accept(number, new byte[1 << 20]);
              }
              queue.finish();
            })
        .isSameAs(damage);
  }
}
