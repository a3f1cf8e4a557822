package org.ordinaldb.pgwire;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.type.ColumnBatch;

/// A statement with its parameters, ready to run or under way. Owned by the connection's thread.
final class Portal implements AutoCloseable {
  private final String name;
  private final PreparedStatement statement;
  private final ColumnBatch parameters;
  private final ColumnFormats formats;
  private @Nullable Execution execution;
  private @Nullable RowCursor cursor;
  private boolean done;

  Portal(String name, PreparedStatement statement, ColumnBatch parameters, ColumnFormats formats) {
    this.name = name;
    this.statement = statement;
    this.parameters = parameters;
    this.formats = formats;
  }

  String name() {
    return name;
  }

  PreparedStatement statement() {
    return statement;
  }

  ColumnBatch parameters() {
    return parameters;
  }

  ColumnFormats formats() {
    return formats;
  }

  @Nullable Execution execution() {
    return execution;
  }

  void started(Execution running) {
    execution = running;
  }

  RowCursor cursor(Execution.Rows rows) {
    RowCursor current = cursor;
    if (current == null) {
      current = new RowCursor(rows, new RowEncoder(statement.columns(), formats));
      cursor = current;
    }
    return current;
  }

  /// Whether the statement has run to its end.
  boolean isDone() {
    return done;
  }

  /// Whether it can run on after an error or ROLLBACK TO SAVEPOINT: a query of before.
  boolean isSuspended() {
    return execution instanceof Execution.Rows rows && !rows.isClosed();
  }

  /// Whether what it ran was undone.
  boolean isLost() {
    return execution instanceof Execution.Rows rows && rows.isClosed();
  }

  void finish() {
    done = true;
    close();
  }

  @Override
  public void close() {
    Execution running = execution;
    execution = null;
    cursor = null;
    if (running != null) {
      running.close();
    }
  }
}
