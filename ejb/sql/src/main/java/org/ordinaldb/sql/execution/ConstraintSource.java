package org.ordinaldb.sql.execution;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;

/// Knows the constraints of the tables in the transaction's catalog as it is now.
public interface ConstraintSource {
  TableConstraints of(TableDescriptor table);

  /// A foreign key by its id, or null when it was dropped.
  @Nullable Reference reference(int id);

  /// An index by its id, or null when it was dropped.
  @Nullable IndexTable index(int id);
}
