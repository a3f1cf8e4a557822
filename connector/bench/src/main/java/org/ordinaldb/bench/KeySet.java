package org.ordinaldb.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// The sorted keys that lookups are measured on: four synthetic distributions of any size, and three
/// real sets whose files `fetch-keys` writes.
public enum KeySet {
  /// 1000, 1001, 1002, ...: serial ids.
  DENSE,
  /// Random longs.
  UNIFORM,
  /// Runs of up to 20,000 keys, 1 to 16 apart, that begin anywhere: ids given out in ranges.
  CLUSTERED,
  /// Most keys near the small end and a long thin tail.
  LOGNORMAL,
  /// The first addresses of IPv4 networks.
  ASN,
  /// GeoNames' ids of cities.
  CITIES,
  /// The places of the same cities along a Z-order curve over latitude and longitude.
  COORDINATES;

  /// The keys, ascending and distinct; `count` of them if the set is synthetic.
  public long[] load(int count) {
    SplittableRandom random = new SplittableRandom(7);
    long[] keys = new long[count];
    switch (this) {
      case DENSE -> Arrays.setAll(keys, i -> 1000L + i);
      case UNIFORM -> Arrays.setAll(keys, i -> random.nextLong());
      case CLUSTERED -> fillClusters(keys, random);
      case LOGNORMAL -> fillLognormal(keys);
      case ASN, CITIES, COORDINATES -> keys = read();
    }
    Arrays.sort(keys);
    return distinct(keys);
  }

  /// The folder of fetched key files and of data that benchmarks keep between runs.
  static Path dataFolder() {
    return Path.of(System.getProperty("bench.data", "target/data"));
  }

  private static void fillClusters(long[] keys, SplittableRandom random) {
    long key = 0;
    int left = 0;
    for (int i = 0; i < keys.length; i++) {
      if (left-- == 0) {
        key = random.nextLong(1L << 60);
        left = random.nextInt(20_000);
      }
      key += 1 + random.nextInt(16);
      keys[i] = key;
    }
  }

  private static void fillLognormal(long[] keys) {
    Random normal = new Random(7);
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) (Math.exp(2 * normal.nextGaussian()) * 1e12);
    }
  }

  private long[] read() {
    Path file = dataFolder().resolve(name().toLowerCase(Locale.ROOT) + ".txt");
    try (Stream<String> lines = Files.lines(file)) {
      return lines.mapToLong(Long::parseLong).toArray();
    } catch (IOException e) {
      throw new UncheckedIOException("no " + file + ": run connector/bench/fetch-keys", e);
    }
  }

  private static long[] distinct(long[] sorted) {
    int count = 0;
    for (long key : sorted) {
      if (count == 0 || key != sorted[count - 1]) {
        sorted[count++] = key;
      }
    }
    return Arrays.copyOf(sorted, count);
  }
}
