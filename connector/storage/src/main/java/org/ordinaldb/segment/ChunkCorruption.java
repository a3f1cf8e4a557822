package org.ordinaldb.segment;

/// A chunk whose bytes are not what was written. [Segment] turns it into the error that names the
/// place.
final class ChunkCorruption extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ChunkCorruption(String message) {
    super(message);
  }
}
