package org.ordinaldb.storage;

/// Counters since the engine was opened; a consistent-enough copy for monitoring.
///
/// @param cacheHits chunks that statements read, less those that had to be decoded
/// @param cacheBytes decoded chunks in the cache now
/// @param deltaRows row versions in memory now that no segment holds yet
public record StorageMetrics(
    long commits,
    long rollbacks,
    long compactions,
    long predictions,
    long windowRows,
    long gallops,
    long cacheHits,
    long cacheMisses,
    long cacheBytes,
    long deltaRows,
    long segments) {}
