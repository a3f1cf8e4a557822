package org.ordinaldb.segment;

/// Where encoded chunks are kept. Safe for use by many threads.
public interface ChunkStore {
  /// The chunk's bytes as [ChunkSink#write] got them. The caller does not change them. A chunk that
  /// is not there is an InternalException (XX001).
  byte[] read(long segmentId, int column, int chunk);
}
