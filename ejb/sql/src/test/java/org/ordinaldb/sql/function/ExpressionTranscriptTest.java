package org.ordinaldb.sql.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordinaldb.sql.system.TestSession;
import org.postgresql.util.PSQLException;

/// Compares expressions with what PostgreSQL answers. A transcript has two lines a case: the
/// expression, and the answer after `=`; `NULL` and `!SQLSTATE message` are answers too.
///
/// To add a case, write its expression and run with `-Dtranscript.oracle=jdbc:postgresql:...`, which
/// asks that server (15 or later) and writes all answers anew.
final class ExpressionTranscriptTest {
  private static final Path FOLDER =
      Path.of("src/test/resources/org/ordinaldb/sql/function").toAbsolutePath();

  /// A case, or a line of comment.
  private record Case(String expression, @Nullable String answer) {
    boolean isComment() {
      return expression.isBlank() || expression.startsWith("#");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"arithmetic", "casts", "conditions", "datetime", "numbers", "patterns", "strings"})
  void answersAsPostgresDoes(String name) throws Exception {
    Path file = FOLDER.resolve(name + ".txt");
    List<Case> cases = read(file);
    String oracle = System.getProperty("transcript.oracle");
    if (oracle != null) {
      cases = ask(oracle, cases);
      write(file, cases);
    }
    TestSession session = new TestSession().inZone("Europe/Berlin");
    SoftAssertions softly = new SoftAssertions();
    for (Case each : cases) {
      if (!each.isComment()) {
        softly
            .assertThat(Expressions.evaluate(each.expression, session))
            .as(each.expression)
            .isEqualTo(each.answer);
      }
    }
    softly.assertAll();
    assertThat(cases).isNotEmpty();
  }

  private static List<Case> read(Path file) throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("= ")) {
        Case last = cases.removeLast();
        cases.add(new Case(last.expression, line.substring(2)));
      } else {
        cases.add(new Case(line, null));
      }
    }
    return cases;
  }

  private static void write(Path file, List<Case> cases) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Case each : cases) {
      text.append(each.expression).append('\n');
      if (!each.isComment()) {
        text.append("= ").append(each.answer).append('\n');
      }
    }
    Files.writeString(file, text);
  }

  private static List<Case> ask(String url, List<Case> cases) throws SQLException {
    List<Case> answered = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TimeZone = 'Europe/Berlin'");
        for (Case each : cases) {
          answered.add(
              each.isComment() ? each : new Case(each.expression, ask(statement, each.expression)));
        }
      }
    }
    return answered;
  }

  private static String ask(Statement statement, String expression) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT (" + expression + ")")) {
      rows.next();
      String answer = rows.getString(1);
      return answer == null ? "NULL" : answer;
    } catch (PSQLException e) {
      String message = java.util.Objects.requireNonNull(e.getServerErrorMessage()).getMessage();
      return "!" + e.getSQLState() + " " + message;
    }
  }
}
