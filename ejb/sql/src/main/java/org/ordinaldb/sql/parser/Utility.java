package org.ordinaldb.sql.parser;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.ReferentialAction;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.transaction.TableLock;

/// A statement that is neither a query nor a change of rows, as it was written: names are not looked
/// up yet. PostgreSQL's name for the family.
public sealed interface Utility {
  // ---- transactions

  /// @param tag `BEGIN` or `START TRANSACTION`
  record Begin(String tag, List<TransactionMode> modes) implements Utility {}

  record Commit(boolean chain) implements Utility {}

  record Rollback(boolean chain) implements Utility {}

  record Savepoint(SqlIdentifier name) implements Utility {}

  record RollbackTo(SqlIdentifier name) implements Utility {}

  record Release(SqlIdentifier name) implements Utility {}

  record PrepareTransaction(String globalId) implements Utility {}

  record CommitPrepared(String globalId) implements Utility {}

  record RollbackPrepared(String globalId) implements Utility {}

  record SetTransaction(List<TransactionMode> modes) implements Utility {}

  record SetSessionCharacteristics(List<TransactionMode> modes) implements Utility {}

  enum TransactionMode {
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE,
    READ_ONLY,
    READ_WRITE,
    DEFERRABLE,
    NOT_DEFERRABLE
  }

  // ---- run-time parameters and the session

  /// SET and RESET.
  ///
  /// @param name lower case
  /// @param values null for DEFAULT and for RESET
  record SetParameter(String name, @Nullable List<String> values, boolean local)
      implements Utility {}

  record ResetAll() implements Utility {}

  record Show(String name) implements Utility {}

  record ShowAll() implements Utility {}

  /// @param what lower case: `all`, `plans`, `sequences`, `temp`
  record Discard(String what) implements Utility {}

  record Unlisten() implements Utility {}

  /// ALTER ROLE and ALTER DATABASE ... SET and RESET.
  ///
  /// @param ofDatabase whether it is ALTER DATABASE, which is what ALTER ROLE ALL IN DATABASE is too
  /// @param database null for all
  /// @param role null for all
  /// @param change null for RESET ALL
  /// @param fromCurrent whether the session's value is taken
  record AlterDefaults(
      boolean ofDatabase,
      @Nullable SqlIdentifier database,
      @Nullable RoleName role,
      @Nullable SetParameter change,
      boolean fromCurrent)
      implements Utility {}

  /// @param name null for the session's own user
  record RoleName(@Nullable SqlIdentifier name) {}

  // ---- tables

  record CreateTable(
      SqlIdentifier name,
      boolean ifNotExists,
      List<ColumnDefinition> columns,
      List<KeyDefinition> keys,
      List<ConstraintDefinition> constraints)
      implements Utility {}

  record CreateTableAs(
      SqlIdentifier name,
      boolean ifNotExists,
      @Nullable SqlNodeList columns,
      SqlNode query,
      boolean withData)
      implements Utility {}

  record DropTable(List<SqlIdentifier> names, boolean ifExists, boolean cascade)
      implements Utility {}

  record Truncate(List<SqlIdentifier> names, boolean cascade) implements Utility {}

  record AlterTable(SqlIdentifier name, boolean ifExists, List<TableChange> changes)
      implements Utility {}

  /// @param defaultText the text of the DEFAULT, or null
  record ColumnDefinition(
      SqlIdentifier name,
      SqlDataTypeSpec type,
      boolean notNull,
      @Nullable SqlNode defaultValue,
      @Nullable String defaultText) {}

  /// A PRIMARY KEY or UNIQUE constraint.
  ///
  /// @param name null for one that is made up
  /// @param columns empty where an index is named
  /// @param index the existing index that the constraint takes, or null
  record KeyDefinition(
      @Nullable String name,
      boolean primary,
      SqlNodeList columns,
      @Nullable SqlNodeList include,
      boolean nullsDistinct,
      @Nullable SqlIdentifier index,
      Deferral deferral) {}

  /// A CHECK or FOREIGN KEY constraint.
  sealed interface ConstraintDefinition {}

  /// @param name null for one that is made up
  /// @param text of the condition
  /// @param validated false for NOT VALID
  record CheckDefinition(@Nullable String name, String text, boolean validated)
      implements ConstraintDefinition {}

  /// @param name null for one that is made up
  /// @param referenced null for the primary key
  record ReferenceDefinition(
      @Nullable String name,
      SqlNodeList columns,
      SqlIdentifier table,
      @Nullable SqlNodeList referenced,
      ReferentialAction onUpdate,
      ReferentialAction onDelete,
      boolean matchFull,
      Deferral deferral,
      boolean validated)
      implements ConstraintDefinition {}

  /// @param names null for ALL
  record SetConstraints(@Nullable List<SqlIdentifier> names, boolean deferred) implements Utility {}

  /// One clause of ALTER TABLE.
  sealed interface TableChange {}

  record AddKey(KeyDefinition key) implements TableChange {}

  record AddConstraint(ConstraintDefinition constraint) implements TableChange {}

  record DropConstraint(SqlIdentifier name, boolean ifExists, boolean cascade)
      implements TableChange {}

  record ValidateConstraint(SqlIdentifier name) implements TableChange {}

  record RenameConstraint(SqlIdentifier name, SqlIdentifier newName) implements TableChange {}

  record AlterConstraint(SqlIdentifier name, Deferral deferral) implements TableChange {}

  /// @param keys those that stand with the column
  /// @param constraints those that stand with the column
  record AddColumn(
      ColumnDefinition column,
      boolean ifNotExists,
      List<KeyDefinition> keys,
      List<ConstraintDefinition> constraints)
      implements TableChange {}

  record DropColumn(SqlIdentifier column, boolean ifExists, boolean cascade)
      implements TableChange {}

  record RenameTable(SqlIdentifier newName) implements TableChange {}

  record RenameColumn(SqlIdentifier column, SqlIdentifier newName) implements TableChange {}

  record SetNotNull(SqlIdentifier column, boolean notNull) implements TableChange {}

  /// @param value null drops the default
  record SetDefault(SqlIdentifier column, @Nullable SqlNode value, @Nullable String text)
      implements TableChange {}

  // ---- indexes

  /// @param name null for one that is made up
  /// @param predicate the text of the WHERE clause, or null
  record CreateIndex(
      @Nullable SqlIdentifier name,
      boolean ifNotExists,
      boolean concurrently,
      boolean unique,
      SqlIdentifier table,
      String method,
      List<IndexElement> elements,
      @Nullable SqlNodeList include,
      boolean nullsDistinct,
      @Nullable String predicate)
      implements Utility {}

  /// @param column null for an expression
  /// @param value an expression, or null
  /// @param expression its text
  record IndexElement(
      @Nullable SqlIdentifier column,
      @Nullable SqlNode value,
      @Nullable String expression,
      boolean descending,
      boolean nullsFirst) {}

  record DropIndex(
      List<SqlIdentifier> names, boolean ifExists, boolean concurrently, boolean cascade)
      implements Utility {}

  record RenameIndex(SqlIdentifier name, boolean ifExists, SqlIdentifier newName)
      implements Utility {}

  /// @param what lower case: `index`, `table`, `schema`, `database` or `system`
  record Reindex(String what, SqlIdentifier name, List<Option> options) implements Utility {}

  // ---- data in and out

  /// COPY between the client and a table, or of a query to the client.
  record Copy(
      @Nullable SqlIdentifier table,
      @Nullable SqlNodeList columns,
      @Nullable SqlNode query,
      boolean from,
      List<Option> options)
      implements Utility {}

  /// An option of COPY, EXPLAIN, REINDEX or VACUUM.
  ///
  /// @param name lower case
  /// @param value a word, string or number as text; null when there is none
  /// @param names a list in parentheses, or null
  record Option(
      String name, @Nullable String value, @Nullable List<String> names, SqlParserPos position) {
    /// The value of an option that is on or off; it is on when it stands alone.
    public boolean isOn() {
      return switch (value == null ? "on" : value.toLowerCase(Locale.ROOT)) {
        case "on", "true", "1" -> true;
        case "off", "false", "0" -> false;
        default ->
            throw new StatementException(SqlState.SYNTAX_ERROR, name + " requires a Boolean value");
      };
    }
  }

  // ---- statements about statements

  record Explain(List<Option> options, SqlNode statement) implements Utility {}

  /// @param line where the prepared statement begins in the text, from 1
  /// @param column likewise, from 1
  record Prepare(
      SqlIdentifier name, List<SqlDataTypeSpec> types, SqlNode statement, int line, int column)
      implements Utility {}

  record Execute(SqlIdentifier name, List<SqlNode> arguments) implements Utility {}

  /// @param name null for ALL
  record Deallocate(@Nullable SqlIdentifier name) implements Utility {}

  record DeclareCursor(SqlIdentifier name, SqlNode query, boolean hold) implements Utility {}

  /// @param count rows to fetch forward
  record FetchCursor(SqlIdentifier name, long count) implements Utility {}

  /// @param name null for ALL
  record CloseCursor(@Nullable SqlIdentifier name) implements Utility {}

  // ---- maintenance

  /// @param waits false for NOWAIT
  record LockTable(List<SqlIdentifier> tables, TableLock mode, boolean waits) implements Utility {}

  record Vacuum(List<SqlIdentifier> tables) implements Utility {}

  record Analyze(List<SqlIdentifier> tables) implements Utility {}

  record Checkpoint() implements Utility {}
}
