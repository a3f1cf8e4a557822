package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.plan.Planner;
import org.ordinaldb.sql.system.ExpressionText;

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

  /// The indexes after a column got another name.
  static List<IndexDescriptor> renamed(
      List<IndexDescriptor> indexes, String column, String newName) {
    UnaryOperator<@Nullable String> rename =
        text -> text == null ? null : ExpressionText.renamed(text, column, newName);
    return indexes.stream()
        .map(index ->
            with(
                index,
                index.id(),
                index.parts().stream()
                    .map(part -> with(part, part.column(), rename.apply(part.expression())))
                    .toList(),
                index.include(),
                rename.apply(index.predicate())))
        .toList();
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
      parts.add(with(part, column, part.expression()));
    }
    List<Integer> include =
        index.include().stream().map(column -> placeOf(column, sources)).toList();
    return with(index, id, parts, include, index.predicate());
  }

  private static IndexPart with(IndexPart part, int column, @Nullable String expression) {
    return new IndexPart(column, expression, part.type(), part.descending(), part.nullsFirst());
  }

  private static IndexDescriptor with(
      IndexDescriptor index,
      int id,
      List<IndexPart> parts,
      List<Integer> include,
      @Nullable String predicate) {
    return new IndexDescriptor(
        id,
        index.name(),
        parts,
        include,
        index.unique(),
        index.nullsDistinct(),
        predicate,
        index.constraint(),
        index.primary(),
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
