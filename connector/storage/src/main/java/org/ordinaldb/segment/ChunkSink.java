package org.ordinaldb.segment;

/// Takes the encoded chunks of a segment under construction, chunk by chunk. Owned by the builder's
/// thread.
@FunctionalInterface
public interface ChunkSink {
  void write(long segmentId, int column, int chunk, byte[] encoded);
}
