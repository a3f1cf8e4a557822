package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.catalog.UniqueKey;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.Notice;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.storage.StorageSession;

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
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "CREATE INDEX CONCURRENTLY is not supported");
    }
    TableDescriptor table = names.requireStored(names.require(create.table()));
    IndexDefinition definition = IndexDefinition.of(create, table);
    SqlIdentifier given = create.name();
    if (given != null && isTaken(table.schema(), given.getSimple(), create.ifNotExists())) {
      return new Done("CREATE INDEX");
    }
    String name = given == null ? madeName(table, definition.names(), "idx") : given.getSimple();
    add(table, id -> definition.index(id, name, create, true));
    return new Done("CREATE INDEX");
  }

  private boolean isTaken(String schema, String name, boolean ifNotExists) {
    if (!RelationNames.isTaken(storage.catalog(), schema, name)) {
      return false;
    }
    String message = "relation \"" + name + "\" already exists";
    if (!ifNotExists) {
      throw new StatementException(SqlState.DUPLICATE_TABLE, message);
    }
    context.notice(new Notice("NOTICE", SqlState.DUPLICATE_TABLE, message + ", skipping"));
    return true;
  }

  private String madeName(TableDescriptor table, List<String> columns, String label) {
    Catalog catalog = storage.catalog();
    return RelationNames.made(
        table.name(), columns, label, name -> RelationNames.isTaken(catalog, table.schema(), name));
  }

  /// Adds an index and fills it. Other writers of the table wait until the transaction ends.
  ///
  /// @param definition gives the index the id that is free for it
  TableDescriptor add(TableDescriptor table, IntFunction<IndexDescriptor> definition) {
    storage.changeCatalog(catalog -> {
      requireSame(table, catalog.table(table.id()));
      IndexDescriptor index = definition.apply(catalog.nextId());
      return catalog.with(table.withIndexes(appended(table.indexes(), index)));
    });
    TableDescriptor indexed = Objects.requireNonNull(storage.catalog().table(table.id()));
    storage.beginBuild(indexed);
    new IndexBuild(context, indexed).fill(indexed.indexes().getLast());
    return indexed;
  }

  /// The table may have been altered while the catalog's lock was waited for.
  private static void requireSame(TableDescriptor table, @Nullable TableDescriptor now) {
    if (!table.equals(now)) {
      throw new TransactionRollbackException(
          SqlState.SERIALIZATION_FAILURE,
          "could not serialize access due to concurrent schema change");
    }
  }

  private static List<IndexDescriptor> appended(
      List<IndexDescriptor> indexes, IndexDescriptor index) {
    List<IndexDescriptor> all = new ArrayList<>(indexes);
    all.add(index);
    return all;
  }

  // ---- removing and renaming

  Execution drop(Utility.DropIndex drop) {
    if (drop.concurrently() && context.inBlock()) {
      throw new StatementException(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "DROP INDEX CONCURRENTLY cannot run inside a transaction block");
    }
    for (SqlIdentifier name : drop.names()) {
      TableDescriptor table = tableOfIndex(name);
      if (table != null) {
        drop(table, name.names.getLast(), drop.cascade());
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

  private static String missing(SqlIdentifier name) {
    return "index \"" + String.join(".", name.names) + "\" does not exist";
  }

  private static SqlException wrongType(SqlIdentifier name) {
    return new StatementException(
        SqlState.WRONG_OBJECT_TYPE, "\"" + name.names.getLast() + "\" is not an index");
  }

  /// The table that has the index, or the primary key, of that name; null when there is none.
  private @Nullable TableDescriptor tableOfIndex(SqlIdentifier name) {
    String index = name.names.getLast();
    List<String> schemas =
        name.names.size() > 1
            ? List.of(name.names.get(name.names.size() - 2))
            : context.searchPath();
    for (String schema : schemas) {
      for (TableDescriptor table : storage.catalog().tables().values()) {
        PrimaryKey key = table.primaryKey();
        boolean has = (key != null && key.name().equals(index)) || index(table, index) != null;
        if (has && table.schema().equals(schema)) {
          return table;
        }
      }
    }
    return null;
  }

  private static @Nullable IndexDescriptor index(TableDescriptor table, String name) {
    for (IndexDescriptor index : table.indexes()) {
      if (index.name().equals(name)) {
        return index;
      }
    }
    return null;
  }

  private void drop(TableDescriptor table, String name, boolean cascade) {
    IndexDescriptor index = index(table, name);
    if (index == null || index.constraint()) {
      throw new StatementException(
              SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
              "cannot drop index %s because constraint %s on table %s requires it"
                  .formatted(name, name, table.name()))
          .hint("You can drop constraint " + name + " on table " + table.name() + " instead.");
    }
    List<Integer> columns = index.parts().stream().map(IndexPart::column).toList();
    new Dependents(context)
        .dropReferring(table, new UniqueKey(name, columns, index), "index " + name, cascade);
    TableDescriptor present = Objects.requireNonNull(storage.catalog().table(table.id()));
    List<IndexDescriptor> left = new ArrayList<>(present.indexes());
    left.remove(index);
    storage.changeCatalog(catalog -> catalog.with(present.withIndexes(left)));
  }

  Execution rename(Utility.RenameIndex rename) {
    TableDescriptor table = tableOfIndex(rename.name());
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
    IndexDescriptor index = index(table, name);
    if (index == null) {
      PrimaryKey key = Objects.requireNonNull(table.primaryKey());
      return table.withPrimaryKey(new PrimaryKey(newName, key.columns()));
    }
    List<IndexDescriptor> indexes = new ArrayList<>(table.indexes());
    indexes.set(indexes.indexOf(index), index.withName(newName));
    return table.withIndexes(indexes);
  }
}
