package org.ordinaldb.storage;

/// One thing that a check found wrong.
///
/// @param tableId the table, or 0 when it is no table's
/// @param place what is damaged, in words: a file, a manifest, a commit record, a table; the table
///     itself by its qualified name
/// @param segment the segment, or 0
/// @param column the column's ordinal among the stored ones, or -1
/// @param chunk the chunk of the segment, or -1
/// @param problem what is wrong with it
public record CheckFinding(
    int tableId, String place, long segment, int column, int chunk, String problem) {
  static CheckFinding of(String place, String problem) {
    return new CheckFinding(0, place, 0, -1, -1, problem);
  }

  /// One line for people.
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(place);
    if (segment != 0) {
      line.append(", segment ").append(segment);
    }
    if (column >= 0) {
      line.append(", column ").append(column + 1);
    }
    if (chunk >= 0) {
      line.append(", chunk ").append(chunk);
    }
    return line.append(": ").append(problem).toString();
  }
}
