package org.ordinaldb.segment;

import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Writes the first rows of a vector as a chunk, in the smallest of the encodings that suit it.
/// [ChunkDecoder] reads it back.
final class ChunkEncoder {
  private ChunkEncoder() {}

  static EncodedChunk encode(Vector vector, int rows) {
    return switch (vector) {
      case LongVector longs -> LongEncoder.encode(longs, rows);
      case DoubleVector doubles -> DoubleEncoder.encode(doubles, rows);
      case BytesVector bytes -> new EncodedChunk(BytesEncoder.encode(bytes, rows), 0, 0);
    };
  }
}
