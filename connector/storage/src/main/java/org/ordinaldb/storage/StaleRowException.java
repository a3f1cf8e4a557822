package org.ordinaldb.storage;

/// A row to be written was changed by a transaction that the statement's snapshot does not see: the
/// READ COMMITTED statement has to run again on a new snapshot. It never reaches a client.
public final class StaleRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StaleRowException() {
    super("the statement's snapshot is stale", null, false, false);
  }
}
