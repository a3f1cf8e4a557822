package org.ordinaldb.storage;

/// What to do about a row that somebody else has locked.
public enum WaitPolicy {
  WAIT,
  /// 55P03.
  NOWAIT,
  SKIP_LOCKED
}
