package org.ordinaldb.web;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;

/// Everything that is not an error of the database: requests that are at fault themselves, and
/// defects of Ordinal, which only the log tells in full.
@Provider
public class AnyExceptionMapper implements ExceptionMapper<Throwable> {
  private static final System.Logger LOG = System.getLogger(AnyExceptionMapper.class.getName());

  @Override
  public Response toResponse(Throwable failure) {
    return switch (failure) {
      case ProblemException problem -> problem.problem().response();
      case WebApplicationException refused -> refused(refused.getResponse());
      default -> {
        LOG.log(Level.ERROR, "event=http_request_failed", failure);
        yield Problem.of(500, "internal error", "see the server's log").response();
      }
    };
  }

  private static Response refused(Response response) {
    Response.StatusType status = response.getStatusInfo();
    return Response.fromResponse(response)
        .type(Problem.MEDIA_TYPE)
        .entity(
            Problem.of(status.getStatusCode(), status.getReasonPhrase(), detail(status))
                .body()
                .toString())
        .build();
  }

  private static String detail(Response.StatusType status) {
    return switch (status.getStatusCode()) {
      case 404 -> "there is nothing here; POST /query takes statements";
      case 405 -> "this method is not supported here; POST /query takes statements";
      case 406 -> "answers are application/json";
      case 415 -> "the body must be application/json";
      default -> status.getReasonPhrase();
    };
  }
}
