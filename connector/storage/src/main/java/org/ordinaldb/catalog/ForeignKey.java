package org.ordinaldb.catalog;

import java.util.List;

/// A FOREIGN KEY constraint of the table that refers.
///
/// @param id its oid in `pg_constraint`
/// @param columns ordinals in the referring table
/// @param referencedTable the id of the table that is referred to
/// @param referencedColumns ordinals there, one for each of `columns`; a key or a unique index of
///     that table has exactly these
/// @param matchFull whether a reference is either wholly NULL or wholly not (MATCH FULL)
/// @param validated false after NOT VALID: rows from before it have not been looked at
public record ForeignKey(
    int id,
    String name,
    List<Integer> columns,
    int referencedTable,
    List<Integer> referencedColumns,
    ReferentialAction onUpdate,
    ReferentialAction onDelete,
    boolean matchFull,
    Deferral deferral,
    boolean validated) {
  public ForeignKey {
    columns = List.copyOf(columns);
    referencedColumns = List.copyOf(referencedColumns);
  }

  public ForeignKey asValidated() {
    return new ForeignKey(
        id,
        name,
        columns,
        referencedTable,
        referencedColumns,
        onUpdate,
        onDelete,
        matchFull,
        deferral,
        true);
  }
}
