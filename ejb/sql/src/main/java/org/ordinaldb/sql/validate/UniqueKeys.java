package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;

/// The keys of which a table has no two rows with the same.
public final class UniqueKeys {
  private UniqueKeys() {}

  public static List<ConflictAction.UniqueKey> of(TableDescriptor table) {
    List<ConflictAction.UniqueKey> keys = new ArrayList<>();
    PrimaryKey primary = table.primaryKey();
    if (primary != null) {
      keys.add(new ConflictAction.UniqueKey(primary.name(), primary.columns()));
    }
    for (IndexDescriptor index : table.indexes()) {
      if (isKey(index)) {
        keys.add(
            new ConflictAction.UniqueKey(
                index.name(), index.parts().stream().map(IndexPart::column).toList()));
      }
    }
    return keys;
  }

  /// Whether an index makes a key of columns: over all rows, and not of expressions.
  private static boolean isKey(IndexDescriptor index) {
    return index.unique()
        && index.ready()
        && index.predicate() == null
        && index.deferral() == Deferral.NOT_DEFERRABLE
        && index.parts().stream().allMatch(part -> part.expression() == null);
  }
}
