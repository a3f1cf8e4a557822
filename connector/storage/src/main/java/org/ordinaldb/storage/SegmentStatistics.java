package org.ordinaldb.storage;

import org.ordinaldb.index.LearnedIndex;
import org.ordinaldb.segment.Segment;

/// What the system views tell about a segment and its model.
///
/// @param storedBytes size on disk, the model included
/// @param modelBytes size of the model in memory
/// @param modelNodes 0 when the learned index is off
/// @param widestWindow the most positions that a look-up of a present key has to search
public record SegmentStatistics(
    long id,
    int rows,
    int chunks,
    long storedBytes,
    long modelBytes,
    int modelNodes,
    int widestWindow) {
  static SegmentStatistics of(Segment segment) {
    LearnedIndex index = segment.index();
    return new SegmentStatistics(
        segment.descriptor().id(),
        segment.rowCount(),
        segment.chunkCount(),
        segment.descriptor().storedBytes(),
        segment.modelBytes(),
        index.nodeCount(),
        index.widestWindow());
  }
}
