package org.ordinaldb.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpIT {
  private final OrdinalServer server = SharedServer.get();

  @BeforeEach
  void createTable() {
    run("CREATE TABLE http_items (id bigint PRIMARY KEY, name text NOT NULL, price numeric(10,2))");
    run("INSERT INTO http_items VALUES (1, 'ink', 2.50), (2, 'pa\\\"per', NULL)");
  }

  @AfterEach
  void dropTable() {
    run("DROP TABLE http_items");
  }

  @Test
  void rowsComeWithTheirColumnsAndTypes() {
    JsonObject result = run("SELECT id, name, price FROM http_items ORDER BY id");
    assertThat(result.getJsonArray("columns"))
        .hasToString(
            "[{\"name\":\"id\",\"type\":\"bigint\"},{\"name\":\"name\",\"type\":\"text\"},"
                + "{\"name\":\"price\",\"type\":\"numeric(10,2)\"}]");
    assertThat(result.getJsonArray("rows"))
        .hasToString("[[1,\"ink\",2.50],[2,\"pa\\\"per\",null]]");
    assertThat(result.getInt("rowCount")).isEqualTo(2);
    assertThat(result.getJsonNumber("elapsedMillis").doubleValue()).isPositive();
  }

  @Test
  void parametersAreBoundByNumberAndByQuestionMark() {
    assertThat(rows("{\"sql\":\"SELECT name FROM http_items WHERE id = $1\",\"params\":[1]}"))
        .isEqualTo("[[\"ink\"]]");
    assertThat(
            rows(
                "{\"sql\":\"SELECT id FROM http_items WHERE name = ? AND price > ?\","
                    + "\"params\":[\"ink\",\"2.00\"]}"))
        .isEqualTo("[[1]]");
  }

  @Test
  void changesAreCommittedWhenTheAnswerArrives() {
    JsonObject result = run("UPDATE http_items SET price = 3 WHERE id <= 2");
    assertThat(result.getInt("rowCount")).isEqualTo(2);
    assertThat(rows("{\"sql\":\"SELECT count(*) FROM http_items WHERE price = 3\"}"))
        .isEqualTo("[[2]]");
  }

  @Test
  void errorsAreProblemDetailsWithSqlStateAndPosition() {
    HttpResponse<String> response = server.query("{\"sql\":\"SELECT ?, nope\",\"params\":[1]}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonObject problem = json(response.body());
    assertThat(problem.getString("sqlstate")).isEqualTo("42703");
    assertThat(problem.getString("detail")).isEqualTo("column \"nope\" does not exist");
    assertThat(problem.getInt("position")).isEqualTo(11);
  }

  @Test
  void statusesTellWhatToDo() {
    assertThat(status("{\"sql\":\"SELEC 1\"}")).isEqualTo(400);
    assertThat(status("{\"sql\":\"SELECT * FROM no_such_table\"}")).isEqualTo(404);
    assertThat(status("{\"sql\":\"INSERT INTO http_items VALUES (1, 'x', 1)\"}")).isEqualTo(409);
    assertThat(status("{\"sql\":\"COPY http_items FROM STDIN\"}")).isEqualTo(501);
    assertThat(status("{\"sql\":\"SELECT 1; SELECT 2\"}")).isEqualTo(400);
    assertThat(status("{\"sql\":\"SELECT 1\",\"parms\":[]}")).isEqualTo(400);
    assertThat(status("{\"sql\":")).isEqualTo(400);
  }

  @Test
  void requestsOfOtherShapesAreRefusedAsProblems() {
    HttpResponse<String> wrongType =
        server.send(
            HttpRequest.newBuilder(server.http("/query"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("SELECT 1"))
                .build());
    assertThat(wrongType.statusCode()).isEqualTo(415);
    assertThat(json(wrongType.body()).getInt("status")).isEqualTo(415);
    assertThat(server.get("/query").statusCode()).isEqualTo(405);
    assertThat(server.get("/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void pagesOfOtherOriginsAreRefused() {
    HttpResponse<String> response =
        server.send(
            HttpRequest.newBuilder(server.http("/query"))
                .header("Content-Type", "application/json")
                .header("Origin", "https://example.org")
                .POST(HttpRequest.BodyPublishers.ofString("{\"sql\":\"SELECT 1\"}"))
                .build());
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void largeResultsStreamCompressed() throws Exception {
    run("CREATE TABLE http_many (id bigint PRIMARY KEY, note text)");
    try (var connection = server.connect();
        var insert =
            connection.prepareStatement(
                "INSERT INTO http_many VALUES (?, 'a note that repeats')")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 20_000; i++) {
        insert.setLong(1, i);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    }
    HttpRequest request =
        HttpRequest.newBuilder(server.http("/query"))
            .header("Content-Type", "application/json")
            .header("Accept-Encoding", "gzip")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"sql\":\"SELECT id, note FROM http_many ORDER BY id\"}"))
            .build();
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    JsonObject result = json(unzip(response.body()));
    assertThat(result.getInt("rowCount")).isEqualTo(20_000);
    assertThat(result.getJsonArray("rows").getJsonArray(19_999).getInt(0)).isEqualTo(19_999);
    run("DROP TABLE http_many");
  }

  @Test
  void healthMetricsAndDescriptionAreServed() {
    assertThat(json(server.get("/health").body()).getString("status")).isEqualTo("UP");
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(server.get("/openapi").body()).contains("/query");
    assertThat(server.get("/").body()).contains("Ordinal");
  }

  @Test
  void metricsCountStatementsRowsErrorsAndTheIndex() {
    double before = metric("ordinal_statements_total{kind=\"select\"");
    run("SELECT 1");
    status("{\"sql\":\"SELECT * FROM no_such_table\"}");
    assertThat(metric("ordinal_statements_total{kind=\"select\"")).isGreaterThan(before);
    assertThat(metric("ordinal_errors_total{class=\"42\"")).isPositive();
    assertThat(metric("ordinal_statement_duration_seconds_bucket{le=\"+Inf\"")).isPositive();
    assertThat(metric("ordinal_commits")).isPositive();
    assertThat(server.get("/metrics").body())
        .contains("ordinal_active_sessions")
        .contains("ordinal_index_predictions")
        .contains("ordinal_index_window_rows")
        .contains("ordinal_index_gallops")
        .contains("ordinal_compactions");
  }

  private double metric(String prefix) {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }

  private JsonObject run(String sql) {
    HttpResponse<String> response =
        server.query(
            Json.createObjectBuilder().add("sql", sql.replace("\\\"", "\"")).build().toString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response.body());
  }

  private String rows(String body) {
    HttpResponse<String> response = server.query(body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response.body()).getJsonArray("rows").toString();
  }

  private int status(String body) {
    return server.query(body).statusCode();
  }

  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static String unzip(byte[] bytes) throws IOException {
    try (var zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(zip.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
