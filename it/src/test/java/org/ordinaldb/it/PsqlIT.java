package org.ordinaldb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every script of `src/test/psql` through psql and compares what it prints with the file of
/// the same name that ends in `.out`. `-Dpsql.rewrite=true` writes those files instead.
class PsqlIT {
  static Stream<String> scripts() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sql"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void scriptPrintsWhatItShould(String script) {
    Path expected = folder().resolve(script.replace(".sql", ".out"));
    ShellResult result = psql(script);
    try {
      if (Boolean.getBoolean("psql.rewrite")) {
        Files.writeString(expected, result.output());
      }
      assertThat(result.output()).isEqualTo(Files.readString(expected));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static ShellResult psql(String script) {
    OrdinalServer server = SharedServer.get();
    return Shell.run(
        List.of(
            "psql",
            "host=127.0.0.1 port=%d user=ordinal dbname=ordinal"
                .formatted(server.ports().postgres()),
            "-X",
            "-a",
            "-f",
            script),
        folder(),
        Map.of("PGCLIENTENCODING", "UTF8", "LC_ALL", "C.UTF-8"),
        "");
  }

  private static Path folder() {
    return OrdinalServer.root().resolve("it/src/test/psql");
  }
}
