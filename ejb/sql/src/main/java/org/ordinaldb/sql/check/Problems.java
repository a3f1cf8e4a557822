package org.ordinaldb.sql.check;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.CheckFinding;

/// What is wrong with one index or constraint: the first problems word by word, the others by their
/// number. Owned by one thread.
final class Problems {
  private static final int SHOWN_MAX = 10;

  private final TableDescriptor table;
  private final String place;
  private final int column;
  private final List<CheckFinding> findings;
  private long count;

  /// @param part what of the table, in words; empty for the table itself
  Problems(TableDescriptor table, String part, List<CheckFinding> findings) {
    this(table, part, -1, findings);
  }

  /// @param column its ordinal, or -1
  Problems(TableDescriptor table, String part, int column, List<CheckFinding> findings) {
    this.table = table;
    this.place = table.qualifiedName() + (part.isEmpty() ? "" : ", " + part);
    this.column = column;
    this.findings = findings;
  }

  void add(String problem) {
    if (++count <= SHOWN_MAX) {
      tell(problem);
    }
  }

  /// All problems are known.
  void close() {
    if (count > SHOWN_MAX) {
      tell("and " + (count - SHOWN_MAX) + " more problems");
    }
  }

  private void tell(String problem) {
    findings.add(new CheckFinding(table.id(), place, 0, column, -1, problem));
  }
}
