package org.ordinaldb.storage;

/// A table that is to be locked is not the one any more that the statement was planned for: the
/// statement has to be undone, planned again and run again. It never reaches a client.
public final class StalePlanException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StalePlanException() {
    super("the statement's plan is stale", null, false, false);
  }
}
