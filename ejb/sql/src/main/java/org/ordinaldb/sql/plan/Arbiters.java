package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.execution.UniqueLookup;
import org.ordinaldb.sql.validate.ConflictAction.Target;

/// Finds the unique keys that ON CONFLICT means, as PostgreSQL infers them: by their columns and
/// expressions in any order, whatever their directions and included columns.
final class Arbiters {
  private final TableDescriptor table;
  private final RexBuilder rex;

  Arbiters(TableDescriptor table, RexBuilder rex) {
    this.table = table;
    this.rex = rex;
  }

  List<UniqueLookup> of(Target target) {
    return switch (target) {
      case Target.Any any -> all();
      case Target.Named named -> List.of(named(named.constraint()));
      case Target.Inferred inferred -> inferred(inferred);
    };
  }

  private List<UniqueLookup> all() {
    List<UniqueLookup> all = new ArrayList<>();
    PrimaryKey key = table.primaryKey();
    if (key != null) {
      all.add(new UniqueLookup(table, key.name(), null));
    }
    table.indexes().stream().filter(Arbiters::arbitrates).map(this::of).forEach(all::add);
    return all;
  }

  /// An index that is not ready may have any entries.
  private static boolean arbitrates(IndexDescriptor index) {
    return index.unique() && index.ready();
  }

  private UniqueLookup of(IndexDescriptor index) {
    return new UniqueLookup(table, index.name(), IndexExpressions.maintained(table, index));
  }

  private UniqueLookup named(String constraint) {
    PrimaryKey key = table.primaryKey();
    if (key != null && key.name().equals(constraint)) {
      return new UniqueLookup(table, constraint, null);
    }
    for (IndexDescriptor index : table.indexes()) {
      if (index.constraint() && index.name().equals(constraint)) {
        return of(index);
      }
    }
    boolean isOther =
        table.checks().stream().anyMatch(check -> check.name().equals(constraint))
            || table.foreignKeys().stream().anyMatch(each -> each.name().equals(constraint));
    throw isOther
        ? new StatementException(
            SqlState.WRONG_OBJECT_TYPE, "constraint in ON CONFLICT clause has no associated index")
        : new StatementException(
            SqlState.UNDEFINED_OBJECT,
            "constraint \"" + constraint + "\" for table \"" + table.name() + "\" does not exist");
  }

  private List<UniqueLookup> inferred(Target.Inferred target) {
    List<UniqueLookup> inferred = new ArrayList<>();
    PrimaryKey key = table.primaryKey();
    if (key != null
        && target.expressions().isEmpty()
        && Set.copyOf(key.columns()).equals(Set.copyOf(target.columns()))) {
      inferred.add(new UniqueLookup(table, key.name(), null));
    }
    for (IndexDescriptor index : table.indexes()) {
      if (arbitrates(index) && matches(index, target)) {
        inferred.add(of(index));
      }
    }
    if (inferred.isEmpty()) {
      throw new StatementException(
          SqlState.INVALID_COLUMN_REFERENCE,
          "there is no unique or exclusion constraint matching the ON CONFLICT specification");
    }
    return inferred;
  }

  private boolean matches(IndexDescriptor index, Target.Inferred target) {
    IndexExpressions expressions = IndexExpressions.of(table, index);
    List<Integer> columns =
        index.parts().stream().map(IndexPart::column).filter(column -> column >= 0).toList();
    return Set.copyOf(columns).equals(Set.copyOf(target.columns()))
        && Set.copyOf(expressions.parts()).equals(Set.copyOf(target.expressions()))
        && holdsAll(expressions.predicate(), target.predicate());
  }

  /// Whether a partial index has every row of which `known` is true.
  private boolean holdsAll(@Nullable RexNode predicate, @Nullable RexNode known) {
    return predicate == null
        || PartialIndex.of(table, predicate, known, TableStatisticsSource.KEYS_ONLY, rex) != null;
  }
}
