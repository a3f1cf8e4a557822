package org.ordinaldb.session;

import java.util.Map;

/// Who asks for a session and how.
///
/// @param clientAddress as shown in listings of sessions, empty when inside the server
/// @param settings run-time parameters to set at the start, by their PostgreSQL names, e.g.
///     `application_name`, `client_encoding`, `DateStyle`
public record SessionRequest(
    String user, String database, String clientAddress, Map<String, String> settings) {
  public SessionRequest {
    settings = Map.copyOf(settings);
  }
}
