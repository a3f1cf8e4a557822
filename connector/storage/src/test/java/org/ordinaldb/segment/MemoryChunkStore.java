package org.ordinaldb.segment;

import java.util.HashMap;
import java.util.Map;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;

/// Chunks in a map, for tests. Owned by one thread.
public final class MemoryChunkStore implements ChunkStore, ChunkSink {
  private final Map<String, byte[]> chunks = new HashMap<>();
  private int reads;

  @Override
  public void write(long segmentId, int column, int chunk, byte[] encoded) {
    byte[] before = chunks.put(name(segmentId, column, chunk), encoded);
    assert before == null;
  }

  @Override
  public byte[] read(long segmentId, int column, int chunk) {
    reads++;
    byte[] bytes = chunks.get(name(segmentId, column, chunk));
    if (bytes == null) {
      throw new InternalException(SqlState.DATA_CORRUPTED, "no such chunk");
    }
    return bytes;
  }

  public int reads() {
    return reads;
  }

  private static String name(long segmentId, int column, int chunk) {
    return segmentId + "/" + column + "/" + chunk;
  }
}
