package org.ordinaldb;

/// The seed of randomised tests: `-Dseed=` repeats a run.
public final class Seeds {
  private Seeds() {}

  /// The seed to use, printed so that a failure can be repeated.
  public static long next(String test) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println(test + " -Dseed=" + seed);
    return seed;
  }
}
