package org.ordinaldb.storage;

import java.util.HashMap;
import java.util.Map;
import org.ordinaldb.catalog.TableDescriptor;

/// The layouts of the tables that a session works with. Owned by the session's thread.
final class TableLayouts {
  /// A session that makes and drops tables all day must not keep every one.
  private static final int TABLES_MAX = 1024;

  private final Map<Integer, TableLayout> layouts = new HashMap<>();

  TableLayout of(TableDescriptor table) {
    TableLayout layout = layouts.get(table.id());
    if (layout == null || layout.table != table) {
      if (layouts.size() == TABLES_MAX) {
        layouts.clear();
      }
      layout = new TableLayout(table);
      layouts.put(table.id(), layout);
    }
    return layout;
  }
}
