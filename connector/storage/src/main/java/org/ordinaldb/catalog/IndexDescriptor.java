package org.ordinaldb.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A secondary index of a table. Immutable.
///
/// @param id never reused; also the index's oid in `pg_class`
/// @param include ordinals of the columns that are stored beside the key
/// @param nullsDistinct whether a unique index lets several rows have NULL in a key column
/// @param predicate the SQL text of a partial index's condition, or null
/// @param constraint whether a UNIQUE constraint of the same name stands for it
/// @param ready whether it holds every row, so that queries may read it; an index that is being
///     built is written to and not read
public record IndexDescriptor(
    int id,
    String name,
    List<IndexPart> parts,
    List<Integer> include,
    boolean unique,
    boolean nullsDistinct,
    @Nullable String predicate,
    boolean constraint,
    Deferral deferral,
    boolean ready) {
  public IndexDescriptor {
    parts = List.copyOf(parts);
    include = List.copyOf(include);
  }

  public IndexDescriptor withName(String newName) {
    return new IndexDescriptor(
        id, newName, parts, include, unique, nullsDistinct, predicate, constraint, deferral, ready);
  }
}
