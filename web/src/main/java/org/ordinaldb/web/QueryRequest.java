package org.ordinaldb.web;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.core.Response.Status;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of `POST /query`.
///
/// @param parameters the values in text form, null for NULL
record QueryRequest(String sql, List<@Nullable String> parameters) {
  /// Reads `{"sql": ..., "params": [...]}`. Anything else is a 400, with what is wrong.
  static QueryRequest parse(byte[] body) {
    JsonObject object = object(body);
    for (String name : object.keySet()) {
      if (!name.equals("sql") && !name.equals("params")) {
        throw malformed("unknown member \"" + name + "\"; a request has \"sql\" and \"params\"");
      }
    }
    if (!(object.get("sql") instanceof JsonString sql)) {
      throw malformed("the member \"sql\" must be a string");
    }
    return new QueryRequest(sql.getString(), parameters(object.get("params")));
  }

  private static JsonObject object(byte[] body) {
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      if (reader.readValue() instanceof JsonObject object) {
        return object;
      }
    } catch (JsonException | IllegalStateException failure) {
      throw malformed("the body is not JSON: " + failure.getMessage());
    }
    throw malformed("the body must be a JSON object");
  }

  private static List<@Nullable String> parameters(@Nullable JsonValue value) {
    List<@Nullable String> texts = new ArrayList<>();
    switch (value) {
      case null -> {}
      case JsonArray array -> array.forEach(element -> texts.add(text(element)));
      default -> throw malformed("the member \"params\" must be an array");
    }
    return texts;
  }

  private static @Nullable String text(JsonValue value) {
    return switch (value.getValueType()) {
      case NULL -> null;
      case TRUE -> "true";
      case FALSE -> "false";
      case STRING -> ((JsonString) value).getString();
      case NUMBER -> ((JsonNumber) value).toString();
      case ARRAY, OBJECT ->
          throw malformed("a parameter must be a string, number, boolean or null");
    };
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(Status.BAD_REQUEST.getStatusCode(), "malformed request", detail);
  }
}
