package org.ordinaldb.sql.execution;

import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlState;

/// Bounds the memory that one statement's operators hold on to. Owned by the session's thread.
public final class MemoryBudget {
  private final long maxBytes;
  private long usedBytes;

  public MemoryBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Takes memory, or throws 53200 when the statement would hold more than it may.
  public void charge(long bytes) {
    if (usedBytes + bytes > maxBytes) {
      throw new ResourceException(SqlState.OUT_OF_MEMORY, "out of memory")
          .detail(
              "Failed on request of size "
                  + bytes
                  + ": the statement may hold "
                  + maxBytes
                  + " bytes.");
    }
    usedBytes += bytes;
  }

  /// Gives memory back.
  public void release(long bytes) {
    usedBytes -= bytes;
    assert usedBytes >= 0;
  }

  public long usedBytes() {
    return usedBytes;
  }
}
