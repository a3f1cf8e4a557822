package org.ordinaldb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Runs every command of README.md, in its order: blocks marked `sh` in a shell, blocks marked `sql`
/// in psql. What a block prints must not hold an error. The command that starts the server is left
/// out, since the shared server is running; its ports stand in for the default ones.
class ReadmeIT {
  private static final Pattern BLOCK =
      Pattern.compile("^```(sh|sql)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern ERROR = Pattern.compile("(?m)(ERROR:|FATAL:|error:|\"sqlstate\")");

  /// A block of commands, and the language it is written in.
  private record Block(String language, String text) {}

  /// The README leaves its table to the reader; the other tests want it gone.
  @AfterEach
  void dropTable() throws SQLException {
    try (Connection connection = SharedServer.get().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS cities");
    }
  }

  @Test
  void everyCommandOfTheReadmeWorks() throws IOException {
    Path folder = SharedServer.emptyFolder("readme");
    List<Block> blocks = blocks();
    assertThat(blocks).extracting(Block::language).contains("sh", "sql");
    for (Block block : blocks) {
      ShellResult result = run(block, folder);
      assertThat(result.exitCode()).as(block.text() + result.output()).isZero();
      assertThat(ERROR.matcher(result.output()).find())
          .as(block.text() + result.output())
          .isFalse();
    }
  }

  private static List<Block> blocks() throws IOException {
    String readme = Files.readString(OrdinalServer.root().resolve("README.md"));
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(readme);
    while (matcher.find()) {
      String text = onTheSharedServer(matcher.group(2));
      if (!startsOrBuilds(text)) {
        blocks.add(new Block(matcher.group(1), text));
      }
    }
    return blocks;
  }

  private static boolean startsOrBuilds(String text) {
    return text.lines()
        .map(String::strip)
        .anyMatch(line ->
            line.startsWith("server-config/run")
                || line.startsWith("mvn ")
                || line.startsWith(".ci/run")
                || line.startsWith("git clone"));
  }

  private static String onTheSharedServer(String text) {
    OrdinalServer.Ports ports = SharedServer.get().ports();
    return text.replace("5433", Integer.toString(ports.postgres()))
        .replace("8080", Integer.toString(ports.http()))
        .replace("4848", Integer.toString(ports.admin()));
  }

  /// SQL goes to psql as a user would type it. Shell blocks run in the checkout, as the README says.
  private static ShellResult run(Block block, Path folder) {
    if (block.language().equals("sh")) {
      return Shell.run(
          List.of("bash", "-e", "-u", "-o", "pipefail", "-c", block.text()),
          OrdinalServer.root(),
          Map.of("TMPDIR", folder.toString()),
          "");
    }
    String connection =
        "host=127.0.0.1 port=%d user=ordinal dbname=ordinal"
            .formatted(SharedServer.get().ports().postgres());
    return Shell.run(
        List.of("psql", connection, "-X", "-a"), OrdinalServer.root(), Map.of(), block.text());
  }
}
