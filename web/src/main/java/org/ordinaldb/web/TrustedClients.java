package org.ordinaldb.web;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// There are no passwords yet, so only the machine itself is trusted, as on the PostgreSQL port.
/// `ordinal.http.trust=any` lifts that, for a port that something else guards.
@Provider
public class TrustedClients implements ContainerRequestFilter {
  @Context HttpServletRequest client;

  @Inject
  @ConfigProperty(name = "ordinal.http.trust", defaultValue = "loopback")
  String trust;

  @Override
  public void filter(ContainerRequestContext request) {
    if (!trust.equals("any") && !isLoopback(client.getRemoteAddr())) {
      request.abortWith(
          Problem.of(403, "forbidden", "only clients on the server's own machine are trusted")
              .response());
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
