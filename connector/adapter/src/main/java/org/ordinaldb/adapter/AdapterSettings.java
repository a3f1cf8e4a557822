package org.ordinaldb.adapter;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.storage.StorageConfig;

/// What the adapter's properties leave open is taken from system properties, which is how the run
/// script configures a server, and then from the machine.
final class AdapterSettings {
  private static final long MEGABYTE = 1L << 20;

  private AdapterSettings() {}

  /// @param configured the property of the resource adapter, null or blank when not set
  static String text(@Nullable String configured, String systemProperty, String fallback) {
    if (configured != null && !configured.isBlank()) {
      return configured.strip();
    }
    String value = System.getProperty(systemProperty);
    return value == null || value.isBlank() ? fallback : value.strip();
  }

  static int number(@Nullable Integer configured, String systemProperty, int fallback) {
    return configured != null && configured > 0
        ? configured
        : Integer.getInteger(systemProperty, fallback);
  }

  /// The server's own folder when nobody says where the data is to be.
  static Path dataDirectory(@Nullable String configured) {
    String instance =
        System.getProperty("com.sun.aas.instanceRoot", System.getProperty("user.dir"));
    return Path.of(text(configured, "ordinal.data", Path.of(instance, "ordinal-data").toString()))
        .toAbsolutePath();
  }

  /// A quarter of the heap for decoded chunks, an eighth for changes that no segment holds yet, a
  /// sixteenth for what a bulk load sorts at a time.
  static StorageConfig storage(@Nullable Integer cacheMegabytes, @Nullable Boolean learnedIndex) {
    long heap = Runtime.getRuntime().maxMemory();
    int cache = number(cacheMegabytes, "ordinal.cache.megabytes", (int) (heap / 4 / MEGABYTE));
    boolean learned =
        learnedIndex == null
            ? !"off".equals(System.getProperty("ordinal.learnedIndex"))
            : learnedIndex;
    return StorageConfig.DEFAULT
        .withCacheBytes(cache * MEGABYTE)
        .withDelta(heap / 8, StorageConfig.DEFAULT.compactionRows())
        .withLoadBytes(Math.max(32 * MEGABYTE, heap / 16))
        .withPreparedMax(
            Integer.getInteger("ordinal.prepared.max", StorageConfig.DEFAULT.preparedMax()))
        .withLearnedIndex(learned);
  }
}
