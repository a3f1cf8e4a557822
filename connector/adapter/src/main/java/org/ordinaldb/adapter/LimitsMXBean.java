package org.ordinaldb.adapter;

/// What can be tuned while clients are connected, through JMX. The adapter's own properties cannot:
/// setting one on a live server stops the adapter for good.
public interface LimitsMXBean {
  int getConnectionsMax();

  void setConnectionsMax(int value);

  int getMessageBytesMax();

  void setMessageBytesMax(int value);

  int getStartupTimeoutMillis();

  void setStartupTimeoutMillis(int value);

  int getIdleTimeoutMillis();

  void setIdleTimeoutMillis(int value);
}
