package org.ordinaldb.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.transaction.CommitLog;

/// Takes records from the thread that reads the log and gives them to a reader on another one, in
/// their order and a batch at a time, so that recovery uses two processors. What does not fill a batch
/// stays on the reading thread, so a short log needs no other. Owned by the reading thread.
final class ReplayQueue implements CommitLog.Reader {
  /// Records of so many bytes are one task, which is some thousands of small ones.
  private static final int BATCH_BYTES = 256 << 10;

  /// Batches that wait or are worked on. A record has no bound, so there are few.
  private static final int BATCHES_MAX = 2;

  private record Item(long number, byte[] record) {}

  private final Executor executor;
  private final CommitLog.Reader reader;
  private final ArrayDeque<CompletableFuture<Void>> running = new ArrayDeque<>();
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private List<Item> batch = new ArrayList<>();
  private long batchBytes;

  ReplayQueue(Executor executor, CommitLog.Reader reader) {
    this.executor = executor;
    this.reader = reader;
  }

  @Override
  public void accept(long number, byte[] record) {
    batch.add(new Item(number, record));
    batchBytes += record.length;
    if (batchBytes >= BATCH_BYTES) {
      List<Item> full = batch;
      last = last.thenRunAsync(() -> read(full), executor);
      running.add(last);
      batch = new ArrayList<>(full.size());
      batchBytes = 0;
      if (running.size() > BATCHES_MAX) {
        await(running.remove());
      }
    }
  }

  /// Returns when everything was read.
  void finish() {
    await(last);
    read(batch);
  }

  private void read(List<Item> items) {
    for (Item item : items) {
      reader.accept(item.number(), item.record());
    }
  }

  private static void await(CompletableFuture<Void> task) {
    try {
      task.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SqlException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
