package org.ordinaldb.pgwire;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ByteSink;

/// Output buffers for the connections that are at work; idle ones hold none. Safe for use by many
/// threads.
public final class BufferPool {
  private static final int KEPT_MAX = 64;
  private static final int INITIAL_BYTES = 16 << 10;
  private static final int KEPT_BYTES_MAX = 1 << 20;

  private final ArrayBlockingQueue<ByteSink> free = new ArrayBlockingQueue<>(KEPT_MAX);

  ByteSink take() {
    @Nullable ByteSink sink = free.poll();
    return sink == null ? new ByteSink(INITIAL_BYTES) : sink;
  }

  void give(ByteSink sink) {
    if (sink.data().length <= KEPT_BYTES_MAX) {
      sink.clear();
      free.offer(sink);
    }
  }
}
