package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;

/// How columns of a table are read in the order of a key: its own, or that of an index.
///
/// @param index null for the clustering key
/// @param projection columns of the table, or [ScanRequest#ROW_KEY]
public record KeyAccess(TableDescriptor table, @Nullable IndexTable index, int[] projection) {
  /// What is scanned.
  public TableDescriptor keyed() {
    IndexTable by = index;
    return by == null ? table : by.entries();
  }

  /// Whether what is scanned has all that is asked for.
  public boolean covers() {
    IndexTable by = index;
    return by == null || Arrays.stream(projection).allMatch(column -> by.entryColumn(column) >= 0);
  }

  /// The columns of [#keyed] to scan: those of the projection, or the keys of the rows to fetch.
  int[] scanned() {
    IndexTable by = index;
    if (by == null) {
      return projection;
    }
    return covers()
        ? Arrays.stream(projection).map(by::entryColumn).toArray()
        : by.rowKey().stream().mapToInt(Integer::intValue).toArray();
  }

  /// Where and through which index, for EXPLAIN.
  String describe() {
    IndexTable by = index;
    return by == null ? table.name() : table.name() + " using " + by.index().name();
  }
}
