package org.ordinaldb.beans.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One statement with the values of its parameters.
///
/// @param sql with `$1`, `$2`, ... or `?` for the parameters
/// @param parameters their values in PostgreSQL's text form, null for NULL; converted to the types
///     that the statement's analysis finds
/// @param clientAddress who asks, as listings of sessions show it
/// @param settings run-time parameters for the statement's session
public record StatementRequest(
    String sql,
    List<@Nullable String> parameters,
    String clientAddress,
    Map<String, String> settings) {
  public StatementRequest {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    settings = Map.copyOf(settings);
  }
}
