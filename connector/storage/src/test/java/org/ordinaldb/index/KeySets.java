package org.ordinaldb.index;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;

/// Sorted keys of many shapes, easy and hostile ones.
enum KeySets {
  DENSE {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = 1000L + i;
      }
    }
  },
  EVEN_STEPS_OVER_ALL_LONGS {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = Long.MIN_VALUE + i * Long.divideUnsigned(-1L, keys.length);
      }
    }
  },
  SEQUENTIAL_WITH_GAPS {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      long key = 0;
      for (int i = 0; i < keys.length; i++) {
        key += 1 + (random.nextInt(10) == 0 ? random.nextInt(20) : 0);
        keys[i] = key;
      }
    }
  },
  UNIFORM {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = random.nextLong();
      }
    }
  },
  CLUSTERED {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      long key = 0;
      int left = 0;
      for (int i = 0; i < keys.length; i++) {
        if (left-- == 0) {
          key = random.nextLong(1L << 60);
          left = random.nextInt(1 + keys.length / 50);
        }
        key += 1 + random.nextInt(16);
        keys[i] = key;
      }
    }
  },
  LOGNORMAL {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      Random normal = new Random(random.nextLong());
      for (int i = 0; i < keys.length; i++) {
        keys[i] = (long) (Math.exp(2 * normal.nextGaussian()) * 1e9);
      }
    }
  },
  OUTLIERS {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = random.nextLong(1L << 34);
      }
      long[] outliers = {
        Long.MIN_VALUE, Long.MIN_VALUE + 1, -(1L << 62), 1L << 62, (1L << 62) + 1, Long.MAX_VALUE
      };
      System.arraycopy(outliers, 0, keys, 0, Math.min(outliers.length, keys.length));
    }
  },
  DUPLICATES {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = 1000L * random.nextInt(1 + keys.length / 20);
      }
    }
  },
  LONG_RUNS {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(5);
      }
    }
  },
  POWERS_OF_TWO {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      for (int i = 0; i < keys.length; i++) {
        int power = random.nextInt(62);
        keys[i] = (1L << power) + random.nextLong(Math.max(1, 1L << (power / 2)));
      }
    }
  },
  /// Clusters of clusters, at every scale: no line fits anywhere.
  FRACTAL {
    @Override
    void fill(long[] keys, SplittableRandom random) {
      for (int i = 0; i < keys.length; i++) {
        long key = 0;
        for (int digit = 0; digit < 31; digit++) {
          key = 4 * key + (random.nextBoolean() ? 3 : 0);
        }
        keys[i] = key;
      }
    }
  };

  abstract void fill(long[] keys, SplittableRandom random);

  long[] generate(int count, long seed) {
    long[] keys = new long[count];
    fill(keys, new SplittableRandom(seed));
    Arrays.sort(keys);
    return keys;
  }
}
