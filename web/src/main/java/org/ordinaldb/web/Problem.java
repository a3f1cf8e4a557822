package org.ordinaldb.web;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;

/// An error as RFC 9457 problem details. An error of the database adds `sqlstate`, and where it has
/// them `position` (one-based, in characters of the request's statement), `hint`, `errorDetail`,
/// `context` and the names of the objects it is about.
///
/// @param status the HTTP status
record Problem(int status, JsonObject body) {
  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(int status, String title, String detail) {
    return new Problem(
        status,
        Json.createObjectBuilder()
            .add("type", "about:blank")
            .add("title", title)
            .add("status", status)
            .add("detail", detail)
            .build());
  }

  static Problem of(SqlException error) {
    int status = httpStatus(error.state());
    JsonObjectBuilder body =
        Json.createObjectBuilder()
            .add("type", "urn:ordinal:sqlstate:" + error.state().code())
            .add("title", error.state().name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .add("status", status)
            .add("detail", error.text())
            .add("sqlstate", error.state().code());
    if (error.position() > 0) {
      body.add("position", error.position());
    }
    addIfPresent(body, "errorDetail", error.detail());
    addIfPresent(body, "hint", error.hint());
    addIfPresent(body, "context", error.context());
    addIfPresent(body, "schema", error.schema());
    addIfPresent(body, "table", error.table());
    addIfPresent(body, "column", error.column());
    addIfPresent(body, "constraint", error.constraint());
    return new Problem(status, body.build());
  }

  Response response() {
    return Response.status(status).type(MEDIA_TYPE).entity(body.toString()).build();
  }

  /// The status that tells a client what to do: mend the request (4xx), repeat it (409, 503), or
  /// report a defect (500).
  static int httpStatus(SqlState state) {
    String code = state.code();
    return switch (code.substring(0, 2)) {
      case "0A" -> 501;
      case "08" -> code.equals("08P01") ? 400 : 503;
      case "23" -> code.equals("23505") || code.equals("23503") ? 409 : 400;
      case "28" -> 403;
      case "3D", "3F" -> 404;
      case "40", "55" -> 409;
      case "42" ->
          switch (code) {
            case "42501" -> 403;
            case "42P01", "42704", "42883" -> 404;
            case "42P04", "42P06", "42P07", "42710" -> 409;
            default -> 400;
          };
      case "53", "57" -> 503;
      case "58", "XX" -> 500;
      default -> 400;
    };
  }

  private static void addIfPresent(JsonObjectBuilder body, String name, @Nullable String value) {
    if (value != null) {
      body.add(name, value);
    }
  }
}
