package org.ordinaldb.pgwire;

/// What clients may take. Read by every connection and changed at run time by any thread; a change
/// counts from the next message or connection on.
public final class PgLimits {
  private volatile int connectionsMax = 200;
  private volatile int messageBytesMax = 64 << 20;
  private volatile int startupTimeoutMillis = 60_000;
  private volatile int idleTimeoutMillis;
  private volatile boolean trustsRemote;

  public int connectionsMax() {
    return connectionsMax;
  }

  /// Clients beyond this many are refused with 53300.
  public void connectionsMax(int value) {
    connectionsMax = atLeast(1, value);
  }

  public int messageBytesMax() {
    return messageBytesMax;
  }

  /// A longer message ends its connection with 54000.
  public void messageBytesMax(int value) {
    messageBytesMax = atLeast(1024, value);
  }

  public int startupTimeoutMillis() {
    return startupTimeoutMillis;
  }

  /// A client has this long to introduce itself; 0 is forever.
  public void startupTimeoutMillis(int value) {
    startupTimeoutMillis = atLeast(0, value);
  }

  public int idleTimeoutMillis() {
    return idleTimeoutMillis;
  }

  /// A client that says nothing for this long is disconnected with 57P05; 0 is forever.
  public void idleTimeoutMillis(int value) {
    idleTimeoutMillis = atLeast(0, value);
  }

  public boolean trustsRemote() {
    return trustsRemote;
  }

  /// Whether clients of other machines are let in. There are no passwords yet, so this is for a port
  /// that something else guards.
  public void trustsRemote(boolean value) {
    trustsRemote = value;
  }

  private static int atLeast(int min, int value) {
    if (value < min) {
      throw new IllegalArgumentException("must be at least " + min + ": " + value);
    }
    return value;
  }
}
