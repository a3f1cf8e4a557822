package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.catalog.UniqueKey;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Notice;

/// What depends on things that are to go: the foreign keys of other tables, which refuse or follow
/// (CASCADE).
final class Dependents {
  private final CommandContext context;

  Dependents(CommandContext context) {
    this.context = context;
  }

  /// A foreign key and its table.
  record Referring(TableDescriptor child, ForeignKey key) {
    private String describe() {
      return "constraint " + key.name() + " on table " + child.name();
    }
  }

  /// The foreign keys of a catalog that a test finds, in the order in which they were made.
  static List<Referring> find(Catalog catalog, Predicate<Referring> test) {
    List<Referring> found = new ArrayList<>();
    for (TableDescriptor table : catalog.tables().values()) {
      for (ForeignKey key : table.foreignKeys()) {
        Referring referring = new Referring(table, key);
        if (test.test(referring)) {
          found.add(referring);
        }
      }
    }
    found.sort((a, b) -> Integer.compare(a.key().id(), b.key().id()));
    return found;
  }

  void dropTables(List<TableDescriptor> tables, boolean cascade) {
    Set<Integer> ids = tables.stream().map(TableDescriptor::id).collect(Collectors.toSet());
    List<Referring> referring =
        find(
            context.storage().catalog(),
            found ->
                ids.contains(found.key().referencedTable()) && !ids.contains(found.child().id()));
    String what = tables.size() == 1 ? "table " + tables.getFirst().name() : "desired object(s)";
    drop(
        referring,
        what,
        tables.size() == 1,
        key -> "table " + named(key.key().referencedTable()),
        cascade);
    tables.forEach(table -> context.requireNoPendingChecks(table, "DROP TABLE"));
    ids.forEach(id -> context.storage().changeCatalog(catalog -> catalog.without(id)));
  }

  private String named(int table) {
    TableDescriptor found = context.storage().catalog().table(table);
    return found == null ? "" : found.name();
  }

  /// Says what a foreign key depends on.
  interface Dependency {
    String of(Referring referring);
  }

  /// Drops foreign keys that depend on something, or refuses to.
  ///
  /// @param what is to go, for the message
  /// @param isOne whether that is one thing
  void drop(
      List<Referring> referring,
      String what,
      boolean isOne,
      Dependency dependency,
      boolean cascade) {
    if (referring.isEmpty()) {
      return;
    }
    if (!cascade) {
      List<String> details = new ArrayList<>();
      referring.forEach(
          found -> details.add(found.describe() + " depends on " + dependency.of(found)));
      throw refused(what, isOne, details);
    }
    tell(referring.stream().map(Referring::describe).toList());
    for (Referring found : referring) {
      context
          .storage()
          .changeCatalog(catalog -> {
            TableDescriptor child = catalog.table(found.child().id());
            return child == null ? catalog : catalog.with(without(child, found.key()));
          });
    }
  }

  /// Drops the foreign keys that refer to a table by one of its keys, or refuses to.
  ///
  /// @param what is to go, for the message
  void dropReferring(TableDescriptor table, UniqueKey key, String what, boolean cascade) {
    List<Referring> referring =
        find(
            context.storage().catalog(),
            found ->
                found.key().referencedTable() == table.id()
                    && key.equals(UniqueKey.of(table, found.key().referencedColumns())));
    drop(referring, what, true, found -> "index " + key.name(), cascade);
  }

  static TableDescriptor without(TableDescriptor child, ForeignKey key) {
    return child.withForeignKeys(
        child.foreignKeys().stream().filter(other -> other.id() != key.id()).toList());
  }

  private static SqlException refused(String what, boolean isOne, List<String> details) {
    return new StatementException(
            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
            "cannot drop " + what + " because other objects depend on " + (isOne ? "it" : "them"))
        .detail(String.join("\n", details))
        .hint("Use DROP ... CASCADE to drop the dependent objects too.");
  }

  private void tell(List<String> dropped) {
    context.notice(
        new Notice(
            "NOTICE",
            SqlState.SUCCESSFUL_COMPLETION,
            dropped.size() == 1
                ? "drop cascades to " + dropped.getFirst()
                : "drop cascades to " + dropped.size() + " other objects"));
  }

  /// The tables to be emptied with those that refer to them, which `cascade` allows.
  Set<TableDescriptor> withReferring(List<TableDescriptor> tables, boolean cascade) {
    Set<TableDescriptor> all = new LinkedHashSet<>(tables);
    List<TableDescriptor> open = new ArrayList<>(tables);
    while (!open.isEmpty()) {
      TableDescriptor table = open.removeFirst();
      for (Referring found :
          find(context.storage().catalog(), found -> found.key().referencedTable() == table.id())) {
        if (all.contains(found.child())) {
          continue;
        }
        if (!cascade) {
          throw cannotTruncate(found.child(), table);
        }
        context.notice(
            new Notice(
                "NOTICE",
                SqlState.SUCCESSFUL_COMPLETION,
                "truncate cascades to table \"" + found.child().name() + "\""));
        all.add(found.child());
        open.add(found.child());
      }
    }
    return all;
  }

  private static SqlException cannotTruncate(TableDescriptor child, TableDescriptor table) {
    return new StatementException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "cannot truncate a table referenced in a foreign key constraint")
        .detail("Table \"" + child.name() + "\" references \"" + table.name() + "\".")
        .hint(
            "Truncate table \""
                + child.name()
                + "\" at the same time, or use TRUNCATE ... CASCADE.");
  }
}
