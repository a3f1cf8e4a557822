package org.ordinaldb.index;

/// What searches cost, added up. Owned by one thread: plain fields keep counting below a nanosecond,
/// and whoever owns it passes the sums on.
public final class SearchCounters {
  private long predictions;
  private long windowRows;
  private long gallops;

  @SuppressWarnings("UnusedVariable")
  private long touched;

  /// Times a model was asked for a position.
  public long predictions() {
    return predictions;
  }

  /// Positions in the windows that the predictions gave, all together.
  public long windowRows() {
    return windowRows;
  }

  /// Searches that had to leave their window, because it did not bracket the (absent) key.
  public long gallops() {
    return gallops;
  }

  /// Takes values that were loaded ahead of their use, so that the loads are not optimised away.
  public void touch(long loaded) {
    touched ^= loaded;
  }

  public void addPrediction(int rows) {
    predictions++;
    windowRows += rows;
  }

  public void addGallop() {
    gallops++;
  }
}
