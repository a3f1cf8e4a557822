package org.ordinaldb.sql.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;

/// Tables that have no constraints but NOT NULL.
final class NoConstraints implements ConstraintSource {
  @Override
  public TableConstraints of(TableDescriptor table) {
    return new TableConstraints(table, List.of(), List.of(), List.of(), IndexMaintenance.NONE);
  }

  @Override
  public @Nullable Reference reference(int id) {
    return null;
  }

  @Override
  public @Nullable IndexTable index(int id) {
    return null;
  }
}
