package org.ordinaldb.adapter;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.adapter.inbound.PgActivation;
import org.ordinaldb.adapter.inbound.PgActivationSpec;
import org.ordinaldb.adapter.outbound.EngineSource;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.pgwire.PgLimits;
import org.ordinaldb.pgwire.PgServer;
import org.ordinaldb.storage.StorageEngine;

/// The resource adapter: opens the storage engine when the container starts it, and closes it when
/// the container stops it. The container calls it on one thread at a time; the engine is used by all.
public class OrdinalAdapter implements ResourceAdapter, EngineSource {
  private static final Logger LOGGER = System.getLogger(OrdinalAdapter.class.getName());

  private final PgLimits limits = new PgLimits();
  private final Map<MessageEndpointFactory, PgActivation> activations = new ConcurrentHashMap<>();
  private final LimitsRegistration registration = new LimitsRegistration();

  private @Nullable String dataDirectory;
  private @Nullable Integer cacheMegabytes;
  private @Nullable Boolean learnedIndex;
  private @Nullable Integer connectionsMax;
  private @Nullable Integer messageMegabytesMax;
  private @Nullable Integer idleTimeoutSeconds;

  private volatile @Nullable StorageEngine engine;
  private @Nullable ScheduledExecutorService background;

  /// @param context not needed: the adapter has threads of its own
  @Override
  public void start(@Nullable BootstrapContext context) throws ResourceAdapterInternalException {
    configureLimits();
    Path directory = AdapterSettings.dataDirectory(dataDirectory);
    ClassPreloading.loadJarsOf(
        StorageEngine.class.getClassLoader(),
        StorageEngine.class.getName(),
        // By name, since only the storage engine may know Berkeley DB JE.
        "com.sleepycat.je.Environment");
    ClassPreloading.loadJarsOf(
        OrdinalAdapter.class.getClassLoader(),
        OrdinalAdapter.class.getName(),
        PgServer.class.getName());
    ScheduledExecutorService threads = backgroundThreads();
    try {
      Files.createDirectories(directory);
      engine =
          StorageEngine.open(
              directory,
              AdapterSettings.storage(cacheMegabytes, learnedIndex),
              threads,
              Clock.systemUTC());
      background = threads;
      registration.register(limits);
    } catch (IOException | SqlException e) {
      threads.shutdown();
      throw new ResourceAdapterInternalException(
          "cannot open the data directory " + directory + ": " + e.getMessage(), e);
    }
    LOGGER.log(Level.INFO, "event=started data={0}", directory);
  }

  /// Interrupting a thread inside JE would damage the environment: they are left to finish.
  private static ScheduledExecutorService backgroundThreads() {
    return Executors.newScheduledThreadPool(
        1, Thread.ofPlatform().daemon().name("ordinal-background-", 0).factory());
  }

  private void configureLimits() {
    limits.connectionsMax(
        AdapterSettings.number(connectionsMax, "ordinal.pg.connections", limits.connectionsMax()));
    int megabytes =
        AdapterSettings.number(
            messageMegabytesMax, "ordinal.pg.message.megabytes", limits.messageBytesMax() >> 20);
    limits.messageBytesMax(Math.min(megabytes, 1023) << 20);
    limits.idleTimeoutMillis(
        1000 * AdapterSettings.number(idleTimeoutSeconds, "ordinal.pg.idle.seconds", 0));
    limits.trustsRemote("any".equals(System.getProperty("ordinal.pg.trust")));
  }

  @Override
  public void stop() {
    registration.unregister();
    activations.values().forEach(PgActivation::close);
    activations.clear();
    StorageEngine open = engine;
    engine = null;
    if (open != null) {
      open.close();
    }
    if (background != null) {
      background.shutdown();
      background = null;
    }
    LOGGER.log(Level.INFO, "event=stopped");
  }

  @Override
  public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec)
      throws ResourceException {
    activations.put(factory, PgActivation.start(factory, (PgActivationSpec) spec, limits));
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
    PgActivation activation = activations.remove(factory);
    if (activation != null) {
      activation.close();
    }
  }

  /// Nothing to recover: messages come in without transactions, and the branches of the outbound side
  /// are found by the resource of `jdbc/ordinal`. Were they found here too, Payara would end them twice
  /// and take the second answer, that they are unknown, for a failure.
  @Override
  public XAResource[] getXAResources(ActivationSpec[] specs) {
    return new XAResource[0];
  }

  @Override
  public StorageEngine engine() {
    StorageEngine open = engine;
    if (open == null) {
      throw new IllegalStateException("the resource adapter is not started");
    }
    return open;
  }

  public @Nullable String getDataDirectory() {
    return dataDirectory;
  }

  public void setDataDirectory(@Nullable String value) {
    dataDirectory = value;
  }

  public @Nullable Integer getCacheMegabytes() {
    return cacheMegabytes;
  }

  public void setCacheMegabytes(@Nullable Integer value) {
    cacheMegabytes = value;
  }

  public @Nullable Boolean getLearnedIndex() {
    return learnedIndex;
  }

  public void setLearnedIndex(@Nullable Boolean value) {
    learnedIndex = value;
  }

  public @Nullable Integer getConnectionsMax() {
    return connectionsMax;
  }

  public void setConnectionsMax(@Nullable Integer value) {
    connectionsMax = value;
  }

  public @Nullable Integer getMessageMegabytesMax() {
    return messageMegabytesMax;
  }

  public void setMessageMegabytesMax(@Nullable Integer value) {
    messageMegabytesMax = value;
  }

  public @Nullable Integer getIdleTimeoutSeconds() {
    return idleTimeoutSeconds;
  }

  public void setIdleTimeoutSeconds(@Nullable Integer value) {
    idleTimeoutSeconds = value;
  }

  /// One adapter is one open data directory, so only itself equals it.
  @Override
  public final boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public final int hashCode() {
    return System.identityHashCode(this);
  }
}
