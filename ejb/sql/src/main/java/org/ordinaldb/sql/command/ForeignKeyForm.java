package org.ordinaldb.sql.command;

import java.util.List;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.ForeignKey;

/// A foreign key with one thing changed.
record ForeignKeyForm(ForeignKey key) {
  ForeignKey named(String name) {
    return with(name, key.columns(), key.referencedTable(), key.referencedColumns());
  }

  ForeignKey columns(List<Integer> columns) {
    return with(key.name(), columns, key.referencedTable(), key.referencedColumns());
  }

  ForeignKey referring(int table, List<Integer> columns) {
    return with(key.name(), key.columns(), table, columns);
  }

  ForeignKey timed(Deferral deferral) {
    return new ForeignKey(
        key.id(),
        key.name(),
        key.columns(),
        key.referencedTable(),
        key.referencedColumns(),
        key.onUpdate(),
        key.onDelete(),
        key.matchFull(),
        deferral,
        key.validated());
  }

  private ForeignKey with(
      String name, List<Integer> columns, int table, List<Integer> referencedColumns) {
    return new ForeignKey(
        key.id(),
        name,
        columns,
        table,
        referencedColumns,
        key.onUpdate(),
        key.onDelete(),
        key.matchFull(),
        key.deferral(),
        key.validated());
  }
}
