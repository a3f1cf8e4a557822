package org.ordinaldb.sql.command;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.calcite.sql.SqlIdentifier;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.Notice;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.system.IndexProgress;
import org.ordinaldb.sql.system.SystemTables;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.TableLock;

/// REINDEX. A primary key's index is the table itself, and there is nothing to do for it; nor is there
/// for system catalogs. Owned by the session's thread; one for one command.
final class Reindexing {
  private final CommandContext context;
  private final StorageSession storage;
  private final TableNames names;
  private boolean concurrently;
  private boolean verbose;

  Reindexing(CommandContext context, TableNames names) {
    this.context = context;
    this.storage = context.storage();
    this.names = names;
  }

  Execution run(Utility.Reindex reindex) {
    readOptions(reindex.options());
    if (concurrently) {
      context.requireAlone("REINDEX CONCURRENTLY");
    }
    String what = reindex.what();
    switch (what) {
      case "index" -> index(reindex.name());
      case "table" -> table(reindex.name());
      default -> {
        context.requireAlone("REINDEX " + what.toUpperCase(Locale.ROOT));
        many(what, reindex.name().names.getLast());
      }
    }
    return new Done("REINDEX");
  }

  private void readOptions(List<Utility.Option> options) {
    for (Utility.Option option : options) {
      switch (option.name()) {
        case "concurrently" -> concurrently = option.isOn();
        case "verbose" -> verbose = option.isOn();
        default ->
            throw new StatementException(
                SqlState.SYNTAX_ERROR, "unrecognized REINDEX option \"" + option.name() + "\"");
      }
    }
  }

  // ---- what there is to do

  private void index(SqlIdentifier name) {
    TableDescriptor table = names.tableOfIndex(name);
    if (table == null) {
      names.require(name);
      throw new StatementException(
          SqlState.WRONG_OBJECT_TYPE, "\"" + name.names.getLast() + "\" is not an index");
    }
    IndexDescriptor index = TableIndexes.find(table, name.names.getLast());
    if (index != null) {
      rebuild(table, List.of(index));
    }
  }

  private void table(SqlIdentifier name) {
    TableDescriptor table = names.find(name);
    if (table == null && names.tableOfIndex(name) != null) {
      throw new StatementException(
          SqlState.WRONG_OBJECT_TYPE,
          "\"" + name.names.getLast() + "\" is not a table or materialized view");
    }
    table = names.require(name);
    if (!names.isStored(table)) {
      return;
    }
    if (table.indexes().isEmpty() && table.primaryKey() == null) {
      String why =
          concurrently
              ? "has no indexes that can be reindexed concurrently"
              : "has no indexes to reindex";
      tell("NOTICE", SqlState.SUCCESSFUL_COMPLETION, "table \"" + table.name() + "\" " + why);
    }
    rebuildAll(table);
  }

  private void many(String what, String name) {
    String database = context.evaluation().session().database();
    if (what.equals("schema")) {
      requireSchema(name);
    } else if (!name.equals(database)) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "can only reindex the currently open database");
    }
    boolean catalogs = !what.equals("schema") || !name.equals(Catalog.PUBLIC);
    if (concurrently && what.equals("system")) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot reindex system catalogs concurrently");
    }
    if (concurrently && catalogs) {
      String skipped = "cannot reindex system catalogs concurrently, skipping all";
      tell("WARNING", SqlState.FEATURE_NOT_SUPPORTED, skipped);
    }
    if (what.equals("database") || name.equals(Catalog.PUBLIC)) {
      rebuildAllTables();
    }
  }

  private static void requireSchema(String name) {
    boolean isSystem =
        SystemTables.all().tables().stream()
            .anyMatch(view -> view.descriptor().schema().equals(name));
    if (!isSystem && !name.equals(Catalog.PUBLIC)) {
      throw new StatementException(
          SqlState.INVALID_SCHEMA_NAME, "schema \"" + name + "\" does not exist");
    }
  }

  /// Each in a transaction of its own; those that go meanwhile are left out.
  private void rebuildAllTables() {
    for (TableDescriptor each : List.copyOf(storage.catalog().sortedTables())) {
      context.nextTransaction();
      TableDescriptor table = storage.catalog().table(each.id());
      if (table != null) {
        rebuildAll(table);
      }
    }
  }

  /// Those that go meanwhile are left out.
  private void rebuildAll(TableDescriptor table) {
    if (!concurrently) {
      rebuild(table, table.indexes());
      return;
    }
    for (IndexDescriptor index : table.indexes()) {
      TableDescriptor now = storage.catalog().table(table.id());
      if (now == null || !now.indexes().contains(index)) {
        continue;
      }
      if (index.ready()) {
        rebuild(now, List.of(index));
      } else {
        String name = table.schema() + "." + index.name();
        tell(
            "WARNING",
            SqlState.FEATURE_NOT_SUPPORTED,
            "cannot reindex invalid index \"" + name + "\" concurrently, skipping");
      }
    }
  }

  private void tell(String severity, SqlState state, String message) {
    context.notice(new Notice(severity, state, message));
  }

  // ---- doing it

  private void rebuild(TableDescriptor table, List<IndexDescriptor> indexes) {
    if (indexes.isEmpty()) {
      return;
    }
    String command = concurrently ? "REINDEX CONCURRENTLY" : "REINDEX";
    try (IndexProgress progress = context.progress(command, table)) {
      if (concurrently) {
        replace(table, indexes.getFirst(), progress);
      } else {
        refill(names.locked(table, TableLock.SHARE_ROW_EXCLUSIVE), indexes, progress);
      }
    }
    for (IndexDescriptor index : indexes) {
      if (verbose) {
        String message = "index \"" + index.name() + "\" was reindexed";
        tell("INFO", SqlState.SUCCESSFUL_COMPLETION, message);
      }
    }
  }

  /// Writes indexes anew in their places, with writers kept out until the transaction ends.
  private void refill(
      TableDescriptor table, List<IndexDescriptor> indexes, IndexProgress progress) {
    if (!indexes.stream().allMatch(IndexDescriptor::ready)) {
      storage.changeCatalog(catalog -> {
        TableDescriptor ready = Objects.requireNonNull(catalog.table(table.id()));
        for (IndexDescriptor index : indexes) {
          ready = TableIndexes.replaced(ready, index.id(), index.withReady(true));
        }
        return catalog.with(ready);
      });
    }
    TableDescriptor now = Objects.requireNonNull(storage.catalog().table(table.id()));
    storage.beginBuild(now);
    for (IndexDescriptor index : indexes) {
      progress.index(index.id());
      storage.truncate(index);
      new IndexBuild(context, now, progress).fill(index);
    }
  }

  /// Builds a twin of an index that takes its place and its name.
  private void replace(TableDescriptor table, IndexDescriptor index, IndexProgress progress) {
    try (TableHold hold = TableHold.of(context, table);
        ConcurrentBuild build = new ConcurrentBuild(context, table, progress)) {
      String name =
          RelationNames.made(
              index.name(),
              "ccnew",
              made -> RelationNames.isTaken(storage.catalog(), table.schema(), made));
      build.run(
          id -> index.twin(id, name),
          (now, twin) ->
              TableIndexes.replaced(
                  TableIndexes.without(now, twin.id()),
                  index.id(),
                  index.withId(twin.id()).withReady(true)));
    }
  }
}
