package org.ordinaldb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunScriptIT {
  private static final OrdinalServer.Ports PORTS = new OrdinalServer.Ports(26433, 29080, 25848);

  @Test
  void helpNamesEveryOptionAndItsVariable() {
    ShellResult help = run(Map.of(), "--help");
    assertThat(help.exitCode()).isZero();
    for (String name : List.of("DATA", "PG_PORT", "HTTP_PORT", "ADMIN_PORT", "MEMORY", "BIND")) {
      assertThat(help.output())
          .contains("ORDINAL_" + name)
          .contains("--" + name.toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    }
  }

  @Test
  void wrongOptionsAreOneClearLine() {
    assertOneLine(run(Map.of(), "--nope"), "unknown option --nope");
    assertOneLine(run(Map.of(), "--pg-port"), "--pg-port needs a value");
    assertOneLine(run(Map.of(), "--http-port", "70000"), "not a port number");
    assertOneLine(run(Map.of("ORDINAL_HTTP_PORT", "5433")), "must differ");
    assertOneLine(run(Map.of(), "--memory", "lots"), "is not a size");
    assertOneLine(run(Map.of(), "--bind", "elsewhere!"), "is not an IP address");
  }

  @Test
  void aBusyPortIsOneClearLine() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = busy.getLocalPort();
      assertOneLine(
          run(Map.of("ORDINAL_PG_PORT", Integer.toString(port))),
          "port " + port + " is in use on 127.0.0.1; choose another one with --pg-port");
    }
  }

  @Test
  void aDataFolderThatCannotBeMadeIsOneClearLine() throws IOException {
    Path file = Files.writeString(SharedServer.emptyFolder("file").resolve("plain"), "");
    assertOneLine(
        run(free("ORDINAL_DATA", file.resolve("below").toString())),
        "cannot create the data folder");
  }

  @Test
  void aMissingJdkIsOneClearLine() {
    Map<String, String> environment = free("ORDINAL_JAVA_HOME", "nowhere");
    assertOneLine(run(environment), "no JDK 25 found");
  }

  @Test
  void aDataFolderInUseIsOneClearLine() {
    String data = SharedServer.get().data().toString();
    assertOneLine(run(free("ORDINAL_DATA", data)), "is in use by process");
  }

  @Test
  void aSecondInstanceRunsBesideTheFirstAndStopsOnSigterm() throws Exception {
    Path data = SharedServer.emptyFolder("second");
    OrdinalServer second = OrdinalServer.start(PORTS, data);
    assertThat(second.output()).contains("build is up to date").contains("psql \"host=127.0.0.1");
    try (var connection = second.connect();
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE only_here (id bigint PRIMARY KEY)");
    }
    assertThat(SharedServer.get().query("{\"sql\":\"SELECT * FROM only_here\"}").statusCode())
        .isEqualTo(404);
    assertThat(second.stop()).isZero();
    assertThat(second.output()).contains("the data stays in " + data);

    try (OrdinalServer again = OrdinalServer.start(PORTS, data)) {
      assertThat(again.query("{\"sql\":\"SELECT * FROM only_here\"}").statusCode()).isEqualTo(200);
    }
  }

  private static Map<String, String> free(String name, String value) {
    return Map.of(
        "ORDINAL_PG_PORT",
        Integer.toString(PORTS.postgres()),
        "ORDINAL_HTTP_PORT",
        Integer.toString(PORTS.http()),
        "ORDINAL_ADMIN_PORT",
        Integer.toString(PORTS.admin()),
        name,
        value);
  }

  private static ShellResult run(Map<String, String> environment, String... options) {
    List<String> command = new java.util.ArrayList<>();
    command.add(OrdinalServer.root().resolve("server-config/run").toString());
    command.addAll(List.of(options));
    return Shell.run(command, OrdinalServer.root(), environment, "");
  }

  private static void assertOneLine(ShellResult result, String text) {
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).startsWith("ordinal: ").contains(text);
    assertThat(result.output().lines()).hasSize(1);
  }
}
