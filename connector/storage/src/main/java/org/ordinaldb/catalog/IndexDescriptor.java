package org.ordinaldb.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A secondary index of a table. Immutable.
///
/// @param id never reused; also the index's oid in `pg_class`
/// @param include ordinals of the columns that are stored beside the key
/// @param nullsDistinct whether a unique index lets several rows have NULL in a key column
/// @param predicate the SQL text of a partial index's condition, or null
/// @param constraint whether a UNIQUE or PRIMARY KEY constraint of the same name stands for it
/// @param primary whether that is the PRIMARY KEY: one that cannot cluster the table, see [PrimaryKey]
/// @param deferral when the constraint is checked
/// @param ready whether it holds every row: then writers keep it so, and queries may read it. One that
///     is built beside writers, or whose build failed, is neither written to nor read
public record IndexDescriptor(
    int id,
    String name,
    List<IndexPart> parts,
    List<Integer> include,
    boolean unique,
    boolean nullsDistinct,
    @Nullable String predicate,
    boolean constraint,
    boolean primary,
    Deferral deferral,
    boolean ready) {
  public IndexDescriptor {
    parts = List.copyOf(parts);
    include = List.copyOf(include);
  }

  /// Whether no two entries ever have the same key; a deferrable constraint's may until it is checked.
  public boolean refusesDuplicates() {
    return unique && deferral == Deferral.NOT_DEFERRABLE;
  }

  /// Whether a constraint of it may be checked later than with each row.
  public boolean isDeferrable() {
    return unique && deferral != Deferral.NOT_DEFERRABLE;
  }

  public IndexDescriptor withId(int newId) {
    return with(newId, name, constraint, primary, deferral, ready);
  }

  public IndexDescriptor withName(String newName) {
    return with(id, newName, constraint, primary, deferral, ready);
  }

  public IndexDescriptor withReady(boolean nowReady) {
    return with(id, name, constraint, primary, deferral, nowReady);
  }

  /// The index under the name of a UNIQUE or PRIMARY KEY constraint that now stands for it.
  public IndexDescriptor asConstraint(String newName, boolean isPrimary, Deferral newDeferral) {
    return with(id, newName, true, isPrimary, newDeferral, ready);
  }

  /// An index of the same entries, not ready, for which no constraint stands.
  public IndexDescriptor twin(int newId, String newName) {
    return with(newId, newName, false, false, deferral, false);
  }

  private IndexDescriptor with(
      int newId,
      String newName,
      boolean nowConstraint,
      boolean nowPrimary,
      Deferral newDeferral,
      boolean nowReady) {
    return new IndexDescriptor(
        newId,
        newName,
        parts,
        include,
        unique,
        nullsDistinct,
        predicate,
        nowConstraint,
        nowPrimary,
        newDeferral,
        nowReady);
  }
}
