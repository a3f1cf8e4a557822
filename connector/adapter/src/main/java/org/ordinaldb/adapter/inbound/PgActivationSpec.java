package org.ordinaldb.adapter.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import org.jspecify.annotations.Nullable;

/// Where a message-driven bean wants clients to come in. What it leaves open is taken from the system
/// properties `ordinal.bind` and `ordinal.pg.port`, then 127.0.0.1 and 5433. Used by the container.
public class PgActivationSpec implements ActivationSpec {
  private static final String DEFAULT_ADDRESS = "127.0.0.1";
  private static final int DEFAULT_PORT = 5433;

  private @Nullable ResourceAdapter resourceAdapter;
  private @Nullable String bindAddress;
  private @Nullable Integer port;

  String effectiveAddress() {
    return bindAddress != null && !bindAddress.isBlank()
        ? bindAddress
        : System.getProperty("ordinal.bind", DEFAULT_ADDRESS);
  }

  int effectivePort() {
    return port != null ? port : Integer.getInteger("ordinal.pg.port", DEFAULT_PORT);
  }

  @Override
  public void validate() throws InvalidPropertyException {
    int number = effectivePort();
    if (number < 0 || number > 65535) {
      throw new InvalidPropertyException("port must be from 0 to 65535: " + number);
    }
  }

  @Override
  public @Nullable ResourceAdapter getResourceAdapter() {
    return resourceAdapter;
  }

  @Override
  public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
    resourceAdapter = adapter;
  }

  public @Nullable String getBindAddress() {
    return bindAddress;
  }

  public void setBindAddress(@Nullable String value) {
    bindAddress = value;
  }

  public @Nullable Integer getPort() {
    return port;
  }

  public void setPort(@Nullable Integer value) {
    port = value;
  }
}
