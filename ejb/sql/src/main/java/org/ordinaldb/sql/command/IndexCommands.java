package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.catalog.UniqueKey;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.Notice;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.system.IndexProgress;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.TableLock;

/// CREATE, ALTER and DROP INDEX. Owned by the session's thread; one for one command.
final class IndexCommands {
  private final CommandContext context;
  private final StorageSession storage;
  private final TableNames names;

  IndexCommands(CommandContext context, TableNames names) {
    this.context = context;
    this.storage = context.storage();
    this.names = names;
  }

  // ---- making

  Execution create(Utility.CreateIndex create) {
    if (create.concurrently()) {
      context.requireAlone("CREATE INDEX CONCURRENTLY");
    }
    TableDescriptor table = names.requireStored(names.require(create.table()));
    IndexDefinition definition = IndexDefinition.of(create, table);
    SqlIdentifier given = create.name();
    if (given != null && isTaken(table.schema(), given.getSimple(), create.ifNotExists())) {
      return new Done("CREATE INDEX");
    }
    String name = given == null ? madeName(table, definition.names(), "idx") : given.getSimple();
    if (create.concurrently()) {
      addBesideWriters(table, id -> definition.index(id, name, create, false));
    } else {
      add(table, id -> definition.index(id, name, create, true));
    }
    return new Done("CREATE INDEX");
  }

  private void addBesideWriters(TableDescriptor table, IntFunction<IndexDescriptor> definition) {
    try (TableHold hold = TableHold.of(context, table);
        IndexProgress progress = context.progress("CREATE INDEX CONCURRENTLY", table);
        ConcurrentBuild build = new ConcurrentBuild(context, table, progress)) {
      build.run(
          definition,
          (now, index) -> TableIndexes.replaced(now, index.id(), index.withReady(true)));
    }
  }

  private boolean isTaken(String schema, String name, boolean ifNotExists) {
    if (!RelationNames.isTaken(storage.catalog(), schema, name)) {
      return false;
    }
    SqlException taken = RelationNames.taken(name);
    if (!ifNotExists) {
      throw taken;
    }
    context.notice(new Notice("NOTICE", taken.state(), taken.text() + ", skipping"));
    return true;
  }

  private String madeName(TableDescriptor table, List<String> columns, String label) {
    Catalog catalog = storage.catalog();
    return RelationNames.made(
        table.name(), columns, label, name -> RelationNames.isTaken(catalog, table.schema(), name));
  }

  /// Adds an index to a table, which is locked, and fills it. Other writers of the table wait until the
  /// transaction ends.
  ///
  /// @param definition gives the index the id that is free for it
  TableDescriptor add(TableDescriptor table, IntFunction<IndexDescriptor> definition) {
    storage.changeCatalog(catalog -> TableIndexes.added(catalog, table.id(), definition));
    TableDescriptor indexed = Objects.requireNonNull(storage.catalog().table(table.id()));
    storage.beginBuild(indexed);
    try (IndexProgress progress = context.progress("CREATE INDEX", table)) {
      new IndexBuild(context, indexed, progress).fill(indexed.indexes().getLast());
    }
    return indexed;
  }

  // ---- removing and renaming

  Execution drop(Utility.DropIndex drop) {
    if (drop.concurrently()) {
      requireOne(drop);
    }
    for (SqlIdentifier name : drop.names()) {
      TableDescriptor table = names.tableOfIndex(name);
      if (table != null) {
        drop(table, name.names.getLast(), drop);
      } else if (names.find(name) != null) {
        throw wrongType(name).hint("Use DROP TABLE to remove a table.");
      } else if (drop.ifExists()) {
        context.notice(
            new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, missing(name) + ", skipping"));
      } else {
        throw new StatementException(SqlState.UNDEFINED_OBJECT, missing(name));
      }
    }
    return new Done("DROP INDEX");
  }

  private void requireOne(Utility.DropIndex drop) {
    if (drop.names().size() > 1) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "DROP INDEX CONCURRENTLY does not support dropping multiple objects");
    }
    if (drop.cascade()) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "DROP INDEX CONCURRENTLY does not support CASCADE");
    }
    context.requireAlone("DROP INDEX CONCURRENTLY");
  }

  private static String missing(SqlIdentifier name) {
    return "index \"" + String.join(".", name.names) + "\" does not exist";
  }

  private static SqlException wrongType(SqlIdentifier name) {
    return new StatementException(
        SqlState.WRONG_OBJECT_TYPE, "\"" + name.names.getLast() + "\" is not an index");
  }

  private void drop(TableDescriptor table, String name, Utility.DropIndex drop) {
    IndexDescriptor index = TableIndexes.find(table, name);
    if (index == null || index.constraint()) {
      throw new StatementException(
              SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
              "cannot drop index %s because constraint %s on table %s requires it"
                  .formatted(name, name, table.name()))
          .hint("You can drop constraint " + name + " on table " + table.name() + " instead.");
    }
    List<Integer> columns = index.parts().stream().map(IndexPart::column).toList();
    new Dependents(context)
        .dropReferring(table, new UniqueKey(name, columns, index), "index " + name, drop.cascade());
    if (drop.concurrently()) {
      dropBesideWriters(table, index);
    } else {
      TableDescriptor present = Objects.requireNonNull(storage.catalog().table(table.id()));
      TableDescriptor left = TableIndexes.without(present, index.id());
      storage.changeCatalog(catalog -> catalog.with(left));
    }
  }

  private void dropBesideWriters(TableDescriptor table, IndexDescriptor index) {
    try (TableHold hold = TableHold.of(context, table)) {
      context.nextTransaction();
      WritersPause pause = new WritersPause(storage, table, (total, done, backend) -> {});
      while (!pause.awaitWriters() || !pause.begin()) {
        storage.cancelToken().check();
      }
      storage.changeCatalog(
          catalog -> catalog.with(TableIndexes.without(table, index.id())),
          TableLock.SHARE_ROW_EXCLUSIVE);
      context.nextTransaction();
    }
  }

  Execution rename(Utility.RenameIndex rename) {
    TableDescriptor table = names.tableOfIndex(rename.name());
    if (table == null) {
      if (names.find(rename.name()) != null) {
        throw wrongType(rename.name());
      }
      if (!rename.ifExists()) {
        throw TableNames.missing("relation", rename.name());
      }
      names.noticeMissing("relation", rename.name());
      return new Done("ALTER INDEX");
    }
    isTaken(table.schema(), rename.newName().getSimple(), false);
    TableDescriptor renamed =
        renamed(table, rename.name().names.getLast(), rename.newName().getSimple());
    storage.changeCatalog(catalog -> catalog.with(renamed));
    return new Done("ALTER INDEX");
  }

  private static TableDescriptor renamed(TableDescriptor table, String name, String newName) {
    IndexDescriptor index = TableIndexes.find(table, name);
    if (index == null) {
      PrimaryKey key = Objects.requireNonNull(table.primaryKey());
      return table.withPrimaryKey(new PrimaryKey(newName, key.columns()));
    }
    List<IndexDescriptor> indexes = new ArrayList<>(table.indexes());
    indexes.set(indexes.indexOf(index), index.withName(newName));
    return table.withIndexes(indexes);
  }
}
