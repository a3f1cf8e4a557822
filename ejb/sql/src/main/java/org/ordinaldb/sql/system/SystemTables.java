package org.ordinaldb.sql.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Every system table, by schema and name.
///
/// What tables there are and what columns they have stands in the resource `tables.txt`, in
/// PostgreSQL 15's names and order; types that Ordinal does not have (arrays, `"char"`, `aclitem`, ...)
/// are text there, in their text form. The tables that have rows get their producers from the
/// classes beside this one.
public final class SystemTables {
  private static final SystemTables ALL = new SystemTables();

  private final Map<String, VirtualTable> tables = new LinkedHashMap<>();

  private SystemTables() {
    Map<String, RowProducer> producers = new HashMap<>();
    RelationTables.declare(producers);
    TypeTables.declare(producers);
    ServerTables.declare(producers);
    InformationSchema.declare(producers);
    OrdinalTables.declare(producers);
    read(producers);
    assert producers.isEmpty() : "rows for tables that are not declared: " + producers.keySet();
  }

  public static SystemTables all() {
    return ALL;
  }

  public @Nullable VirtualTable table(String schema, String name) {
    return tables.get(schema + "." + name);
  }

  public Collection<VirtualTable> tables() {
    return tables.values();
  }

  private void read(Map<String, RowProducer> producers) {
    String[] heading = {};
    List<ColumnDescriptor> columns = new ArrayList<>();
    for (String line : Resource.lines("tables.txt")) {
      if (line.startsWith("  ")) {
        columns.add(column(line.strip()));
      } else {
        add(heading, columns, producers);
        heading = line.split(" ");
        columns = new ArrayList<>();
      }
    }
    add(heading, columns, producers);
  }

  private void add(
      String[] heading, List<ColumnDescriptor> columns, Map<String, RowProducer> producers) {
    if (heading.length == 0) {
      return;
    }
    String name = heading[0];
    int dot = name.indexOf('.');
    TableDescriptor table =
        new TableDescriptor(
            Integer.parseInt(heading[1]),
            name.substring(0, dot),
            name.substring(dot + 1),
            columns,
            null);
    RowProducer producer = Objects.requireNonNullElse(producers.remove(name), RowProducer.NO_ROWS);
    tables.put(name, new SystemTable(table, heading[2].equals("view"), producer));
  }

  private static ColumnDescriptor column(String line) {
    String[] words = line.split(" ");
    return new ColumnDescriptor(words[0], type(words[1]), words.length == 2, null);
  }

  private static SqlType type(String name) {
    for (TypeKind kind : TypeKind.values()) {
      if (kind.catalogName().equals(name)) {
        return SqlType.of(kind);
      }
    }
    throw new IllegalArgumentException("no type " + name);
  }
}
