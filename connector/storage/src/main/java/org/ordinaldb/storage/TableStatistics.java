package org.ordinaldb.storage;

/// What the optimiser and the system views ask about a table; about the newest commit.
///
/// @param rowCount exact
/// @param modelBytes size of its learned index
/// @param segmentBytes stored size of its segments
public record TableStatistics(
    long rowCount, int segments, long segmentBytes, long modelBytes, long deltaRows) {}
