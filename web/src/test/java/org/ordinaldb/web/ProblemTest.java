package org.ordinaldb.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

class ProblemTest {
  @Test
  void bodiesTellStatePositionAndObjects() {
    Problem problem =
        Problem.of(
            new StatementException(SqlState.UNDEFINED_COLUMN, "column \"x\" does not exist")
                .position(8)
                .object("public", "t", "x", null));
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.body())
        .hasToString(
            "{\"type\":\"urn:ordinal:sqlstate:42703\",\"title\":\"undefined column\","
                + "\"status\":400,\"detail\":\"column \\\"x\\\" does not exist\","
                + "\"sqlstate\":\"42703\",\"position\":8,\"schema\":\"public\",\"table\":\"t\","
                + "\"column\":\"x\"}");
  }

  @Test
  void statusesTellWhoseFaultItIs() {
    assertThat(Problem.httpStatus(SqlState.FEATURE_NOT_SUPPORTED)).isEqualTo(501);
    assertThat(Problem.httpStatus(SqlState.UNIQUE_VIOLATION)).isEqualTo(409);
    assertThat(Problem.httpStatus(SqlState.NOT_NULL_VIOLATION)).isEqualTo(400);
    assertThat(Problem.httpStatus(SqlState.SERIALIZATION_FAILURE)).isEqualTo(409);
    assertThat(Problem.httpStatus(SqlState.UNDEFINED_TABLE)).isEqualTo(404);
    assertThat(Problem.httpStatus(SqlState.TOO_MANY_CONNECTIONS)).isEqualTo(503);
    assertThat(Problem.httpStatus(SqlState.INTERNAL_ERROR)).isEqualTo(500);
  }
}
