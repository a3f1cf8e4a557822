package org.ordinaldb.sql.execution;

/// The rows around a row that a window function sees, within its partition.
///
/// @param rows whether bounds count rows; otherwise a bound at the current row takes in all its peers
/// @param start offset of the first row from the current one; [#UNBOUNDED_PRECEDING] for the
///     partition's first
/// @param end offset of the last row, inclusive; [#UNBOUNDED_FOLLOWING] for the partition's last
public record WindowFrame(boolean rows, long start, long end) {
  public static final long UNBOUNDED_PRECEDING = Long.MIN_VALUE;
  public static final long UNBOUNDED_FOLLOWING = Long.MAX_VALUE;

  public static final WindowFrame PARTITION =
      new WindowFrame(false, UNBOUNDED_PRECEDING, UNBOUNDED_FOLLOWING);

  /// What ORDER BY without a frame clause means.
  public static final WindowFrame TO_CURRENT = new WindowFrame(false, UNBOUNDED_PRECEDING, 0);

  public WindowFrame {
    boolean offsets =
        (start != UNBOUNDED_PRECEDING && start != 0) || (end != UNBOUNDED_FOLLOWING && end != 0);
    assert rows || !offsets : "offsets count rows only";
  }
}
