package org.ordinaldb.web;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.ordinaldb.error.SqlException;

/// Errors of the database.
@Provider
public class SqlExceptionMapper implements ExceptionMapper<SqlException> {
  @Override
  public Response toResponse(SqlException error) {
    return Problem.of(error).response();
  }
}
