package org.ordinaldb.transaction;

import java.util.HashMap;
import java.util.Map;
import org.ordinaldb.catalog.Catalog;

/// Everything that is committed and visible at one moment: what a snapshot refers to. Immutable.
///
/// @param commit the number of the newest commit in it
/// @param sequence grows with every state, also with those that only move rows into segments
/// @param tables the tables and indexes that have or had content, by id
public record DatabaseState(
    long commit, long sequence, Catalog catalog, Map<Integer, TableState> tables) {

  public TableState table(int id) {
    TableState state = tables.get(id);
    return state == null ? TableState.EMPTY : state;
  }

  /// The state after one more commit.
  public DatabaseState after(CommitRecord record, long number) {
    Map<Integer, TableState> changed = new HashMap<>(tables);
    record.writes().forEach((id, writes) -> changed.put(id, table(id).after(writes, number)));
    Catalog newCatalog = record.catalog();
    if (newCatalog == null) {
      return new DatabaseState(number, sequence + 1, catalog, changed);
    }
    changed.keySet().retainAll(newCatalog.storedIds());
    return new DatabaseState(number, sequence + 1, newCatalog, changed);
  }

  /// The same commits with one table's rows arranged otherwise.
  public DatabaseState with(int id, TableState state) {
    Map<Integer, TableState> changed = new HashMap<>(tables);
    changed.put(id, state);
    return new DatabaseState(commit, sequence + 1, catalog, changed);
  }
}
