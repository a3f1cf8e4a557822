package org.ordinaldb.web;

import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.ordinaldb.beans.StatementBean;
import org.ordinaldb.beans.query.RunningStatement;
import org.ordinaldb.beans.query.StatementRequest;

/// Runs one statement a request, in a transaction of its own.
@Path("query")
public class QueryResource {
  @EJB StatementBean statements;

  @Inject
  @ConfigProperty(name = "ordinal.http.request.bytes.max", defaultValue = "16777216")
  int requestBytesMax;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Run one SQL statement, with parameters bound to $1, $2, ... or ?")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              examples =
                  @ExampleObject(
                      name = "parameters",
                      value = "{\"sql\": \"SELECT $1::int + 1 AS next\", \"params\": [41]}")))
  @APIResponse(
      responseCode = "200",
      description = "columns with types, rows as arrays, rowCount, command, elapsedMillis")
  @APIResponse(
      responseCode = "400",
      description = "the statement is at fault: problem details with sqlstate and position",
      content = @Content(mediaType = Problem.MEDIA_TYPE))
  public Response query(InputStream body, @Context HttpServletRequest client) throws IOException {
    long startNanos = System.nanoTime();
    QueryRequest request = QueryRequest.parse(read(body));
    RunningStatement statement =
        statements.start(
            new StatementRequest(
                request.sql(),
                request.parameters(),
                client.getRemoteAddr(),
                Map.of("application_name", "http")));
    return answer(statement, startNanos);
  }

  /// Closes the statement unless the answer streams; then streaming closes it.
  private static Response answer(RunningStatement statement, long startNanos) {
    boolean streams = false;
    try {
      JsonResult result = new JsonResult(statement, startNanos);
      if (result.readHead()) {
        return Response.ok(result.document()).build();
      }
      streams = true;
      StreamingOutput stream =
          target -> {
            try (statement) {
              result.stream(target);
            }
          };
      return Response.ok(stream).build();
    } finally {
      if (!streams) {
        statement.close();
      }
    }
  }

  private byte[] read(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(requestBytesMax + 1);
    if (bytes.length > requestBytesMax) {
      throw new ProblemException(
          413, "request too large", "the body is larger than %d bytes".formatted(requestBytesMax));
    }
    return bytes;
  }
}
