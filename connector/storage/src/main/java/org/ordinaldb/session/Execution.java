package org.ordinaldb.session;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ColumnBatch;

/// A statement under way. Owned by the session's thread; closing it early is allowed.
public sealed interface Execution extends AutoCloseable {
  @Override
  void close();

  /// A statement that returns rows, or only a command tag. Statements that change data have done so
  /// before the first row is seen.
  non-sealed interface Rows extends Execution {
    /// The next rows, never empty, or null when there are no more.
    @Nullable ColumnBatch next();

    /// Whether no more rows come because it was closed before its end: by its owner, or by the session
    /// when what it belonged to was undone. Rows that are at hand are not the session's to close.
    default boolean isClosed() {
      return false;
    }

    /// The tag of CommandComplete.
    ///
    /// @param rowsSent rows the client was given by the current Execute; SELECT's tag counts them
    String commandTag(long rowsSent);
  }

  /// COPY ... FROM STDIN: takes the client's data.
  non-sealed interface CopyIn extends Execution {
    int columnCount();

    /// Takes the next bytes, cut anywhere. The bytes may be reused after the call.
    void write(byte[] data, int offset, int length);

    /// The client has sent everything: the rows are in the transaction.
    ///
    /// @return the command tag, `COPY n`
    String finish();
  }

  /// COPY ... TO STDOUT: gives data for the client.
  non-sealed interface CopyOut extends Execution {
    int columnCount();

    /// The next bytes, whole lines, or null at the end.
    byte @Nullable [] next();

    String commandTag();
  }
}
