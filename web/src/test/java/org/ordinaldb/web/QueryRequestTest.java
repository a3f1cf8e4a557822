package org.ordinaldb.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QueryRequestTest {
  private static QueryRequest parse(String body) {
    return QueryRequest.parse(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void parametersKeepTheirText() {
    QueryRequest request =
        parse("{\"sql\":\"SELECT $1\",\"params\":[1.50,\"x\",true,null,12345678901234567890]}");
    assertThat(request.sql()).isEqualTo("SELECT $1");
    assertThat(request.parameters())
        .containsExactly("1.50", "x", "true", null, "12345678901234567890");
  }

  @Test
  void parametersMayBeAbsent() {
    assertThat(parse("{\"sql\":\"SELECT 1\"}").parameters()).isEmpty();
  }

  @Test
  void whatIsWrongIsSaid() {
    assertMalformed("[1]", "the body must be a JSON object");
    assertMalformed("{\"sql\":", "the body is not JSON");
    assertMalformed("", "the body is not JSON");
    assertMalformed("{\"sql\":1}", "\"sql\" must be a string");
    assertMalformed("{\"params\":[]}", "\"sql\" must be a string");
    assertMalformed("{\"sql\":\"x\",\"params\":{}}", "\"params\" must be an array");
    assertMalformed("{\"sql\":\"x\",\"params\":[[1]]}", "a parameter must be");
    assertMalformed("{\"sql\":\"x\",\"parms\":[]}", "unknown member \"parms\"");
  }

  private static void assertMalformed(String body, String detail) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(detail);
  }
}
