package org.ordinaldb.storage;

/// The engine's limits and switches. Immutable; start from [#DEFAULT].
///
/// @param cacheBytes decoded chunks kept in memory
/// @param deltaBytes committed changes kept in memory before writers are slowed down
/// @param compactionRows changed keys of one table that set off a compaction
/// @param segmentRows the most rows of a segment
/// @param loadBytes rows that a bulk load sorts in memory before it writes a run to disk
/// @param learnedIndex whether segments are searched by their models, or by binary search
/// @param journalCacheBytes JE's own cache; it holds little but the inner nodes of its trees
/// @param journalFileBytes size of one file of JE's log
/// @param freeDiskBytes writes fail with 53100 when the device has less than this left
/// @param preparedMax transactions that are prepared at once, at the most; 0 refuses PREPARE
public record StorageConfig(
    long cacheBytes,
    long deltaBytes,
    int compactionRows,
    int segmentRows,
    long loadBytes,
    boolean learnedIndex,
    long journalCacheBytes,
    long journalFileBytes,
    long freeDiskBytes,
    int preparedMax) {
  private static final long MEGABYTE = 1L << 20;

  public static final StorageConfig DEFAULT =
      new StorageConfig(
          256 * MEGABYTE,
          256 * MEGABYTE,
          100_000,
          1 << 20,
          128 * MEGABYTE,
          true,
          32 * MEGABYTE,
          32 * MEGABYTE,
          64 * MEGABYTE,
          64);

  public StorageConfig withCacheBytes(long value) {
    return new StorageConfig(
        value,
        deltaBytes,
        compactionRows,
        segmentRows,
        loadBytes,
        learnedIndex,
        journalCacheBytes,
        journalFileBytes,
        freeDiskBytes,
        preparedMax);
  }

  public StorageConfig withDelta(long bytes, int rowsToCompact) {
    return new StorageConfig(
        cacheBytes,
        bytes,
        rowsToCompact,
        segmentRows,
        loadBytes,
        learnedIndex,
        journalCacheBytes,
        journalFileBytes,
        freeDiskBytes,
        preparedMax);
  }

  public StorageConfig withSegmentRows(int value) {
    return new StorageConfig(
        cacheBytes,
        deltaBytes,
        compactionRows,
        value,
        loadBytes,
        learnedIndex,
        journalCacheBytes,
        journalFileBytes,
        freeDiskBytes,
        preparedMax);
  }

  public StorageConfig withLoadBytes(long value) {
    return new StorageConfig(
        cacheBytes,
        deltaBytes,
        compactionRows,
        segmentRows,
        value,
        learnedIndex,
        journalCacheBytes,
        journalFileBytes,
        freeDiskBytes,
        preparedMax);
  }

  public StorageConfig withLearnedIndex(boolean on) {
    return new StorageConfig(
        cacheBytes,
        deltaBytes,
        compactionRows,
        segmentRows,
        loadBytes,
        on,
        journalCacheBytes,
        journalFileBytes,
        freeDiskBytes,
        preparedMax);
  }

  public StorageConfig withPreparedMax(int value) {
    return new StorageConfig(
        cacheBytes,
        deltaBytes,
        compactionRows,
        segmentRows,
        loadBytes,
        learnedIndex,
        journalCacheBytes,
        journalFileBytes,
        freeDiskBytes,
        value);
  }

  public StorageConfig withJournalFileBytes(long value) {
    return new StorageConfig(
        cacheBytes,
        deltaBytes,
        compactionRows,
        segmentRows,
        loadBytes,
        learnedIndex,
        journalCacheBytes,
        value,
        freeDiskBytes,
        preparedMax);
  }

  public StorageConfig withJournalCacheBytes(long value) {
    return new StorageConfig(
        cacheBytes,
        deltaBytes,
        compactionRows,
        segmentRows,
        loadBytes,
        learnedIndex,
        value,
        journalFileBytes,
        freeDiskBytes,
        preparedMax);
  }
}
