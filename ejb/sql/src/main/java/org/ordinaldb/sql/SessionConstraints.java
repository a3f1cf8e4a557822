package org.ordinaldb.sql;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.ConstraintSource;
import org.ordinaldb.sql.execution.Reference;
import org.ordinaldb.sql.execution.TableConstraints;
import org.ordinaldb.storage.StorageSession;

/// The constraints in the catalog that a session's transaction sees, whichever that is at the moment.
final class SessionConstraints implements ConstraintSource {
  private final SqlEngine engine;
  private final StorageSession storage;

  SessionConstraints(SqlEngine engine, StorageSession storage) {
    this.engine = engine;
    this.storage = storage;
  }

  @Override
  public TableConstraints of(TableDescriptor table) {
    return engine.constraints(storage.catalog()).of(table);
  }

  @Override
  public @Nullable Reference reference(int id) {
    return engine.constraints(storage.catalog()).reference(id);
  }

  @Override
  public @Nullable IndexTable index(int id) {
    return engine.constraints(storage.catalog()).index(id);
  }
}
