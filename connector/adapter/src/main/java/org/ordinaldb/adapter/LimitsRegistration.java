package org.ordinaldb.adapter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.ordinaldb.pgwire.PgLimits;

/// Shows the limits as `org.ordinaldb:type=Limits` on the platform's MBean server.
final class LimitsRegistration {
  private static final Logger LOGGER = System.getLogger(LimitsRegistration.class.getName());
  private static final String NAME = "org.ordinaldb:type=Limits";

  /// A name that is taken (two adapters in one server) costs tuning, not the start.
  void register(PgLimits limits) {
    try {
      server().registerMBean(new Limits(limits), new ObjectName(NAME));
    } catch (JMException e) {
      LOGGER.log(Level.WARNING, "event=mbean-not-registered name=" + NAME, e);
    }
  }

  void unregister() {
    try {
      ObjectName name = new ObjectName(NAME);
      if (server().isRegistered(name)) {
        server().unregisterMBean(name);
      }
    } catch (JMException e) {
      LOGGER.log(Level.WARNING, "event=mbean-not-unregistered name=" + NAME, e);
    }
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  private record Limits(PgLimits limits) implements LimitsMXBean {
    @Override
    public int getConnectionsMax() {
      return limits.connectionsMax();
    }

    @Override
    public void setConnectionsMax(int value) {
      limits.connectionsMax(value);
    }

    @Override
    public int getMessageBytesMax() {
      return limits.messageBytesMax();
    }

    @Override
    public void setMessageBytesMax(int value) {
      limits.messageBytesMax(value);
    }

    @Override
    public int getStartupTimeoutMillis() {
      return limits.startupTimeoutMillis();
    }

    @Override
    public void setStartupTimeoutMillis(int value) {
      limits.startupTimeoutMillis(value);
    }

    @Override
    public int getIdleTimeoutMillis() {
      return limits.idleTimeoutMillis();
    }

    @Override
    public void setIdleTimeoutMillis(int value) {
      limits.idleTimeoutMillis(value);
    }
  }
}
