package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.sql.copy.CopyOptions;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.storage.BulkLoad;
import org.ordinaldb.storage.StalePlanException;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Runs commands. Owned by the session's thread; one for one command.
public final class TableCommands {
  private final CommandContext context;
  private final TableNames names;

  private TableCommands(CommandContext context) {
    this.context = context;
    this.names = new TableNames(context);
  }

  /// Runs a command, or starts it when it is a COPY.
  ///
  /// @return null when the utility statement is none of these commands
  public static @Nullable Execution run(Utility utility, CommandContext context) {
    TableCommands commands = new TableCommands(context);
    if (changesCatalog(utility)) {
      commands.lockTargets(utility);
    }
    return switch (utility) {
      case Utility.CreateTable create -> commands.create(create);
      case Utility.CreateTableAs create -> commands.createAs(create);
      case Utility.DropTable drop -> commands.drop(drop);
      case Utility.Truncate truncate -> commands.truncate(truncate);
      case Utility.AlterTable alter -> new TableAlteration(context, commands.names).run(alter);
      case Utility.CreateIndex create -> commands.indexes().create(create);
      case Utility.DropIndex drop -> commands.indexes().drop(drop);
      case Utility.Reindex reindex -> new Reindexing(context, commands.names).run(reindex);
      case Utility.RenameIndex rename -> commands.indexes().rename(rename);
      case Utility.Copy copy -> commands.copy(copy);
      case Utility.Vacuum vacuum -> commands.vacuum(vacuum);
      case Utility.Analyze analyze -> commands.analyze(analyze);
      case Utility.LockTable lock -> commands.lock(lock);
      case Utility.AlterDefaults alter -> new SessionDefaultsCommand(context).run(alter);
      case Utility.Checkpoint checkpoint -> new Done("CHECKPOINT");
      default -> null;
    };
  }

  /// Whether a command is to find in the catalog what is still there when it changes it.
  private static boolean changesCatalog(Utility utility) {
    return switch (utility) {
      case Utility.CreateTable create -> true;
      case Utility.CreateTableAs create -> true;
      case Utility.DropTable drop -> true;
      case Utility.AlterTable alter -> true;
      case Utility.CreateIndex create -> !create.concurrently();
      case Utility.DropIndex drop -> !drop.concurrently();
      case Utility.RenameIndex rename -> true;
      default -> false;
    };
  }

  /// Locks what a command changes. Tables come before the catalog: whoever waits for one, perhaps until
  /// an index is built, keeps nobody from changing others, nor from making that index ready. By then
  /// their names may be those of other tables.
  private void lockTargets(Utility utility) {
    TableLock mode = mode(utility);
    List<TableDescriptor> targets = targets(utility);
    targets.forEach(table -> context.storage().lockTable(table, mode, true));
    context.storage().lockCatalog();
    if (!ids(targets(utility)).equals(ids(targets))) {
      throw new StalePlanException();
    }
  }

  private static TableLock mode(Utility utility) {
    return switch (utility) {
      case Utility.CreateIndex create -> TableLock.SHARE_ROW_EXCLUSIVE;
      case Utility.AlterTable alter -> TableAlteration.lock(alter.changes());
      default -> TableLock.ACCESS_EXCLUSIVE;
    };
  }

  private static List<Integer> ids(List<TableDescriptor> tables) {
    return tables.stream().map(TableDescriptor::id).toList();
  }

  /// The stored tables that a command changes.
  private List<TableDescriptor> targets(Utility utility) {
    Stream<@Nullable TableDescriptor> named =
        switch (utility) {
          case Utility.DropTable drop -> drop.names().stream().map(names::find);
          case Utility.AlterTable alter -> Stream.of(names.find(alter.name()));
          case Utility.DropIndex drop -> drop.names().stream().map(names::tableOfIndex);
          case Utility.RenameIndex rename -> Stream.of(names.tableOfIndex(rename.name()));
          case Utility.CreateIndex create -> Stream.of(names.find(create.table()));
          default -> Stream.of();
        };
    return named.flatMap(Stream::ofNullable).filter(names::isStored).toList();
  }

  private IndexCommands indexes() {
    return new IndexCommands(context, names);
  }

  // ---- making tables

  private Execution create(Utility.CreateTable create) {
    if (names.isTaken(create.name(), create.ifNotExists())) {
      return new Done("CREATE TABLE");
    }
    String schema = names.schemaForNew(create.name());
    String name = create.name().names.getLast();
    context
        .storage()
        .changeCatalog(catalog ->
            catalog.with(
                TableDefinition.of(create, catalog.nextId(), schema, name, context, names)));
    return new Done("CREATE TABLE");
  }

  private Execution createAs(Utility.CreateTableAs create) {
    if (names.isTaken(create.name(), create.ifNotExists())) {
      return new Done("CREATE TABLE AS");
    }
    String schema = names.schemaForNew(create.name());
    String name = create.name().names.getLast();
    try (QueryRows rows = context.query(create.query())) {
      List<ColumnDescriptor> columns = columnsAs(create, rows.columns());
      context
          .storage()
          .changeCatalog(catalog ->
              catalog.with(new TableDescriptor(catalog.nextId(), schema, name, columns, null)));
      if (!create.withData()) {
        return new Done("CREATE TABLE AS");
      }
      TableDescriptor table = names.require(create.name());
      try (BulkLoad load = context.storage().bulkLoad(table)) {
        for (ColumnBatch batch = rows.next(); batch != null; batch = rows.next()) {
          load.add(batch);
        }
        return new Done("SELECT " + load.finish());
      }
    }
  }

  private static List<ColumnDescriptor> columnsAs(
      Utility.CreateTableAs create, List<ResultColumn> results) {
    Map<String, ColumnDescriptor> columns = new LinkedHashMap<>();
    List<SqlNode> aliases =
        create.columns() == null ? List.of() : List.copyOf(create.columns().getList());
    if (aliases.size() > results.size()) {
      throw new StatementException(SqlState.SYNTAX_ERROR, "too many column names were specified");
    }
    for (int i = 0; i < results.size(); i++) {
      ResultColumn result = results.get(i);
      String name =
          i < aliases.size() ? ((SqlIdentifier) aliases.get(i)).getSimple() : result.name();
      SqlType type = result.type().kind() == TypeKind.UNKNOWN ? SqlType.TEXT : result.type();
      if (columns.put(name, new ColumnDescriptor(name, type, true, null)) != null) {
        throw TableDefinition.duplicateColumn(name);
      }
    }
    return new ArrayList<>(columns.values());
  }

  // ---- removing tables and rows

  private Execution drop(Utility.DropTable drop) {
    List<TableDescriptor> tables = new ArrayList<>();
    for (SqlIdentifier name : drop.names()) {
      TableDescriptor table = names.find(name);
      if (table != null) {
        tables.add(names.requireStored(table));
      } else if (drop.ifExists()) {
        names.noticeMissing("table", name);
      } else {
        throw TableNames.missing("table", name);
      }
    }
    new Dependents(context).dropTables(tables, drop.cascade());
    return new Done("DROP TABLE");
  }

  private Execution truncate(Utility.Truncate truncate) {
    List<TableDescriptor> tables = new ArrayList<>();
    for (SqlIdentifier name : truncate.names()) {
      tables.add(names.requireStored(names.require(name)));
    }
    for (TableDescriptor table :
        new Dependents(context).withReferring(tables, truncate.cascade())) {
      context.requireNoPendingChecks(table, "TRUNCATE");
      context.storage().truncate(table);
    }
    return new Done("TRUNCATE TABLE");
  }

  private Execution lock(Utility.LockTable lock) {
    if (!context.inBlock()) {
      throw new StatementException(
          SqlState.NO_ACTIVE_SQL_TRANSACTION, "LOCK TABLE can only be used in transaction blocks");
    }
    for (SqlIdentifier name : lock.tables()) {
      TableDescriptor table = names.require(name);
      if (names.isStored(table)) {
        context.storage().lockTable(table, lock.mode(), lock.waits());
      }
    }
    return new Done("LOCK TABLE");
  }

  // ---- data in and out

  private Execution copy(Utility.Copy copy) {
    CopyOptions options = CopyOptions.of(copy.options(), copy.from());
    SqlNode query = copy.query();
    SqlIdentifier name = copy.table();
    if (name == null) {
      return new CopyToClient(
          context.query(java.util.Objects.requireNonNull(query)), options, context.format());
    }
    TableDescriptor table = names.require(name);
    List<Integer> columns = TableNames.columns(table, copy.columns());
    if (copy.from()) {
      return new CopyFromClient(names.requireStored(table), columns, options, context);
    }
    return new CopyToClient(
        context.query(TableNames.selectText(table, columns)), options, context.format());
  }

  // ---- maintenance

  private Execution vacuum(Utility.Vacuum vacuum) {
    if (context.inBlock()) {
      throw new StatementException(
          SqlState.ACTIVE_SQL_TRANSACTION, "VACUUM cannot run inside a transaction block");
    }
    vacuum.tables().forEach(names::require);
    context.engine().compact(context.storage().cancelToken());
    return new Done("VACUUM");
  }

  /// Statistics are kept as rows change; there is nothing to collect.
  private Execution analyze(Utility.Analyze analyze) {
    analyze.tables().forEach(names::require);
    return new Done("ANALYZE");
  }
}
