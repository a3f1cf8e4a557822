package org.ordinaldb.sql.system;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every system table, by schema and name.
public final class SystemTables {
  private static final SystemTables ALL = new SystemTables();

  private final Map<String, VirtualTable> tables = new LinkedHashMap<>();

  private SystemTables() {}

  public static SystemTables all() {
    return ALL;
  }

  public @Nullable VirtualTable table(String schema, String name) {
    return tables.get(schema + "." + name);
  }

  public Collection<VirtualTable> tables() {
    return tables.values();
  }
}
