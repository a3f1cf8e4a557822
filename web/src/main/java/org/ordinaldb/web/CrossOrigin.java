package org.ordinaldb.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Decides which web pages may ask: those this server gave out, and those whose origins
/// `ordinal.http.cors.origins` lists (comma-separated; `*` for all; none by default). Requests of
/// other pages are refused, not only kept from reading answers: a statement has effects.
@Provider
@PreMatching
@ApplicationScoped
public class CrossOrigin implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String ORIGIN = "Origin";

  @Inject
  @ConfigProperty(name = "ordinal.http.cors.origins")
  Optional<String> origins;

  @Override
  public void filter(ContainerRequestContext request) {
    String origin = request.getHeaderString(ORIGIN);
    if (origin == null || isOwn(origin, request)) {
      return;
    }
    if (!isAllowed(origin)) {
      request.abortWith(
          Problem.of(403, "forbidden", "pages of %s may not ask this server".formatted(origin))
              .response());
    } else if (isPreflight(request)) {
      request.abortWith(Response.noContent().build());
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    String origin = request.getHeaderString(ORIGIN);
    if (origin == null || !isAllowed(origin)) {
      return;
    }
    MultivaluedMap<String, Object> headers = response.getHeaders();
    headers.putSingle("Access-Control-Allow-Origin", origin);
    headers.add(HttpHeaders.VARY, ORIGIN);
    if (isPreflight(request)) {
      headers.putSingle("Access-Control-Allow-Methods", "GET, POST");
      headers.putSingle("Access-Control-Allow-Headers", "Content-Type, Accept");
      headers.putSingle("Access-Control-Max-Age", "600");
    }
  }

  private boolean isAllowed(String origin) {
    Set<String> allowed = new HashSet<>(Arrays.asList(origins.orElse("").split("\\s*,\\s*")));
    return allowed.contains("*") || allowed.contains(origin);
  }

  private static boolean isOwn(String origin, ContainerRequestContext request) {
    @Nullable String host = request.getHeaderString(HttpHeaders.HOST);
    return host != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
  }

  private static boolean isPreflight(ContainerRequestContext request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeaderString("Access-Control-Request-Method") != null;
  }
}
