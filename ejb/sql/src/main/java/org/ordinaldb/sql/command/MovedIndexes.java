package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.plan.Planner;

/// The indexes of a table that is written anew with other columns.
final class MovedIndexes {
  private MovedIndexes() {}

  /// Those indexes whose columns are still there, for the new table.
  ///
  /// @param sources for each new column the old one, or -1
  /// @param firstId the id of the first; those of the others follow it
  static List<IndexDescriptor> of(TableDescriptor old, int[] sources, int firstId) {
    List<IndexDescriptor> moved = new ArrayList<>();
    for (IndexDescriptor index : old.indexes()) {
      if (survives(old, index, sources)) {
        moved.add(moved(index, sources, firstId + moved.size()));
      }
    }
    return moved;
  }

  private static boolean survives(TableDescriptor old, IndexDescriptor index, int[] sources) {
    BitSet read =
        Planner.maintenance(
                new TableDescriptor(old.id(), old.schema(), old.name(), old.columns(), null)
                    .withIndexes(List.of(index)),
                any -> true)
            .columns();
    return read.stream().allMatch(column -> placeOf(column, sources) >= 0);
  }

  private static IndexDescriptor moved(IndexDescriptor index, int[] sources, int id) {
    List<IndexPart> parts = new ArrayList<>();
    for (IndexPart part : index.parts()) {
      int column = part.column() < 0 ? -1 : placeOf(part.column(), sources);
      parts.add(
          new IndexPart(
              column, part.expression(), part.type(), part.descending(), part.nullsFirst()));
    }
    return new IndexDescriptor(
        id,
        index.name(),
        parts,
        index.include().stream().map(column -> placeOf(column, sources)).toList(),
        index.unique(),
        index.nullsDistinct(),
        index.predicate(),
        index.constraint(),
        index.deferral(),
        index.ready());
  }

  private static int placeOf(int column, int[] sources) {
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] == column) {
        return i;
      }
    }
    return -1;
  }
}
