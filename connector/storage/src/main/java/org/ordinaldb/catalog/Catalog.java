package org.ordinaldb.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everything that is declared: one immutable value. A transaction that changes it works on its own
/// copy until it commits.
///
/// @param version grows with every committed change; plans are valid for one version
/// @param nextId the id that the next table, index or constraint gets
/// @param defaults at most one for each pair of database and role
public record Catalog(
    long version,
    int nextId,
    Map<Integer, TableDescriptor> tables,
    List<SessionDefaults> defaults) {
  /// The schema of every user table at this stage.
  public static final String PUBLIC = "public";

  public static final Catalog EMPTY = new Catalog(0, TableDescriptor.FIRST_ID, Map.of());

  public Catalog {
    tables = Map.copyOf(tables);
    defaults = List.copyOf(defaults);
  }

  /// A catalog of tables only.
  public Catalog(long version, int nextId, Map<Integer, TableDescriptor> tables) {
    this(version, nextId, tables, List.of());
  }

  public @Nullable TableDescriptor table(String schema, String name) {
    for (TableDescriptor table : tables.values()) {
      if (table.name().equals(name) && table.schema().equals(schema)) {
        return table;
      }
    }
    return null;
  }

  public @Nullable TableDescriptor table(int id) {
    return tables.get(id);
  }

  /// The table that has the index of that name, or null.
  public @Nullable TableDescriptor tableOfIndex(String schema, String indexName) {
    for (TableDescriptor table : tables.values()) {
      for (IndexDescriptor index : table.indexes()) {
        if (index.name().equals(indexName) && table.schema().equals(schema)) {
          return table;
        }
      }
    }
    return null;
  }

  /// The table that has the index of that id, or null.
  public @Nullable TableDescriptor tableOfIndex(int indexId) {
    for (TableDescriptor table : tables.values()) {
      if (table.index(indexId) != null) {
        return table;
      }
    }
    return null;
  }

  /// Everything that has rows of its own, by id: the tables, and the hidden table of each index.
  public Map<Integer, TableDescriptor> stored() {
    Map<Integer, TableDescriptor> stored = new HashMap<>(tables);
    for (TableDescriptor table : tables.values()) {
      for (IndexDescriptor index : table.indexes()) {
        stored.put(index.id(), IndexTable.of(table, index).entries());
      }
    }
    return stored;
  }

  /// The keys of [#stored()].
  public Set<Integer> storedIds() {
    Set<Integer> ids = new HashSet<>(tables.keySet());
    for (TableDescriptor table : tables.values()) {
      table.indexes().forEach(index -> ids.add(index.id()));
    }
    return ids;
  }

  /// The tables by name, for listings.
  public Collection<TableDescriptor> sortedTables() {
    Map<String, TableDescriptor> sorted = new TreeMap<>();
    for (TableDescriptor table : tables.values()) {
      sorted.put(table.qualifiedName(), table);
    }
    return sorted.values();
  }

  /// This catalog with a table added or, where its id exists, replaced.
  public Catalog with(TableDescriptor table) {
    Map<Integer, TableDescriptor> changed = new HashMap<>(tables);
    changed.put(table.id(), table);
    return new Catalog(version + 1, Math.max(nextId, table.lastId() + 1), changed, defaults);
  }

  public Catalog without(int tableId) {
    Map<Integer, TableDescriptor> changed = new HashMap<>(tables);
    changed.remove(tableId);
    return new Catalog(version + 1, nextId, changed, defaults);
  }

  /// What sessions of a role in a database begin with, beside what others set; either may be null,
  /// for all.
  public SessionDefaults defaults(@Nullable String database, @Nullable String role) {
    for (SessionDefaults each : defaults) {
      if (Objects.equals(each.database(), database) && Objects.equals(each.role(), role)) {
        return each;
      }
    }
    return new SessionDefaults(database, role, List.of());
  }

  /// This catalog with those defaults in the place of what the same database and role had.
  public Catalog with(SessionDefaults replacement) {
    List<SessionDefaults> changed = new ArrayList<>(defaults);
    changed.remove(defaults(replacement.database(), replacement.role()));
    if (!replacement.parameters().isEmpty()) {
      changed.add(replacement);
    }
    return new Catalog(version + 1, nextId, tables, changed);
  }
}
