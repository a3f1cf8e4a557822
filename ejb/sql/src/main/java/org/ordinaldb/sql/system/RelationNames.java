package org.ordinaldb.sql.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.expression.SessionView;

/// Names of relations in text, as `regclass` reads and writes them.
public final class RelationNames {
  private RelationNames() {}

  /// The oid of a table, system table or index by its name, with or without its schema, quoted where
  /// needed; null when there is none. A number is taken as the oid itself.
  public static @Nullable Long oid(String text, SessionView session) {
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Long.parseLong(text);
    }
    List<String> parts = parts(text);
    String name = parts.getLast();
    String schema = parts.size() > 1 ? parts.get(parts.size() - 2) : null;
    for (TableDescriptor table : CatalogNames.allTables(session.catalog())) {
      boolean found =
          schema == null
              ? CatalogNames.isVisible(table, session.searchPath())
              : table.schema().equals(schema);
      PrimaryKey key = table.primaryKey();
      if (found && table.name().equals(name)) {
        return (long) table.id();
      }
      if (found && key != null && key.name().equals(name)) {
        return (long) CatalogNames.indexOid(table);
      }
      for (IndexDescriptor index : table.indexes()) {
        if (found && index.name().equals(name)) {
          return (long) index.id();
        }
      }
    }
    return null;
  }

  /// The name of a relation, with its schema where that is needed; its number when there is none.
  public static String name(long oid, SessionView session) {
    TableDescriptor table = CatalogNames.table(session.catalog(), oid);
    if (table != null) {
      return qualified(table, table.name(), session);
    }
    IndexRows.Entry entry = IndexRows.find(session.catalog(), oid);
    if (entry != null) {
      return qualified(entry.table(), entry.index().name(), session);
    }
    table = CatalogNames.tableOfIndex(session.catalog(), oid);
    PrimaryKey key = table == null ? null : table.primaryKey();
    return table == null || key == null
        ? oid == 0 ? "-" : Long.toString(oid)
        : qualified(table, key.name(), session);
  }

  private static String qualified(TableDescriptor table, String name, SessionView session) {
    return CatalogNames.isVisible(table, session.searchPath())
        ? Identifiers.quoted(name)
        : Identifiers.quoted(table.schema()) + "." + Identifiers.quoted(name);
  }

  /// The parts of a dotted name: unquoted ones in lower case.
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          part.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == '.' && !quoted) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(quoted ? c : Character.toString(c).toLowerCase(Locale.ROOT).charAt(0));
      }
    }
    parts.add(part.toString());
    return parts;
  }
}
