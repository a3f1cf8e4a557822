package org.ordinaldb.session;

/// Where a session stands between statements, as ReadyForQuery tells the client.
public enum TransactionStatus {
  /// Not in a transaction block.
  IDLE('I'),
  /// In a transaction block.
  ACTIVE('T'),
  /// In a transaction block that failed: only its end is accepted.
  FAILED('E');

  private final char code;

  TransactionStatus(char code) {
    this.code = code;
  }

  /// The byte of ReadyForQuery.
  public char code() {
    return code;
  }
}
