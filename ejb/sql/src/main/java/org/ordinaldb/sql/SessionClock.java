package org.ordinaldb.sql;

import java.time.Instant;
import java.time.InstantSource;

/// When a session, its transaction and its statement began, in microseconds since 2000-01-01 UTC.
/// Owned by the session's thread.
final class SessionClock {
  private static final long EPOCH_SECONDS = 946_684_800;

  private final InstantSource clock;
  private final long startedMicros;
  private long transactionMicros;
  private long statementMicros;

  SessionClock(InstantSource clock) {
    this.clock = clock;
    this.startedMicros = now();
    this.transactionMicros = startedMicros;
    this.statementMicros = startedMicros;
  }

  private long now() {
    Instant instant = clock.instant();
    return (instant.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + instant.getNano() / 1000;
  }

  void transactionBegins() {
    transactionMicros = now();
    statementMicros = transactionMicros;
  }

  /// @param withTransaction whether its transaction began for it: then both begin at the same moment
  void statementBegins(boolean withTransaction) {
    statementMicros = withTransaction ? transactionMicros : now();
  }

  long startedMicros() {
    return startedMicros;
  }

  long transactionMicros() {
    return transactionMicros;
  }

  long statementMicros() {
    return statementMicros;
  }

  Instant transactionInstant() {
    long micros = transactionMicros;
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000) + EPOCH_SECONDS, Math.floorMod(micros, 1_000_000) * 1000L);
  }
}
