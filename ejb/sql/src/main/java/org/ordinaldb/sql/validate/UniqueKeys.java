package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
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
    return keys;
  }
}
