package org.ordinaldb.index;

/// The positions in which a key's lower bound is to be searched, packed in a long so that hot paths
/// allocate nothing: the search runs over `low <= position < high` and may end at `high`.
public final class SearchWindow {
  private SearchWindow() {}

  public static long of(int low, int high) {
    assert 0 <= low && low <= high;
    return ((long) low << 32) | high;
  }

  public static int low(long window) {
    return (int) (window >>> 32);
  }

  public static int high(long window) {
    return (int) window;
  }

  /// Where a key is expected.
  public static int middle(long window) {
    return (low(window) + high(window)) >>> 1;
  }

  /// Whether a search of the window may end at a position.
  public static boolean mayEndAt(long window, int position) {
    return low(window) <= position && position <= high(window);
  }

  /// How many positions are to be searched.
  public static int width(long window) {
    return high(window) - low(window);
  }
}
