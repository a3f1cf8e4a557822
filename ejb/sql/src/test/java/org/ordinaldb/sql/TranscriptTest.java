package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Runs the transcripts of `src/test/resources/transcripts`: statements in `NAME.sql`, with their
/// answers in `NAME.out`.
///
/// - `-Drewrite=true` writes the answers anew instead of comparing.
/// - `-Doracle=jdbc:postgresql:...` compares with what PostgreSQL answers; transcripts whose names
///   begin with `ordinal_` are about what it does not have.
class TranscriptTest {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "transcripts");

  @TempDir Path temp = Path.of("");

  @TestFactory
  Stream<DynamicTest> answersAreAsRecorded() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
      return scripts.stream().map(this::test);
    }
  }

  private DynamicTest test(Path script) {
    String name = script.getFileName().toString().replace(".sql", "");
    return DynamicTest.dynamicTest(name, () -> check(script, name));
  }

  private void check(Path script, String name) throws Exception {
    Path expected = script.resolveSibling(name + ".out");
    String oracle = name.startsWith("ordinal_") ? null : System.getProperty("oracle");
    String answers = record(script, name, oracle);
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(expected, answers);
      return;
    }
    assertThat(answers).isEqualTo(forOracle(Files.readString(expected), oracle));
  }

  private String record(Path script, String name, @Nullable String oracle) throws Exception {
    if (oracle != null) {
      try (Transcript.Target postgres = new JdbcTarget(oracle, name)) {
        return forOracle(Transcript.record(script, postgres), oracle);
      }
    }
    try (TestDatabase database = new TestDatabase(Files.createDirectory(temp.resolve(name)));
        Transcript.Target session = new SessionTarget(database.open())) {
      return Transcript.record(script, session);
    }
  }

  /// pgjdbc tells how many rows a command changed, but not its tag.
  private static String forOracle(String answers, @Nullable String oracle) {
    return oracle == null
        ? answers
        : answers
            .replaceAll("(?m)^(INSERT 0|UPDATE|DELETE|SELECT|COPY) (\\d+)$", "$2")
            .replaceAll(";\n[A-Z]+( [A-Z]+)*\n", ";\n0\n");
  }
}
