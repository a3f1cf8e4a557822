package org.ordinaldb.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// One Ordinal, started by `server-config/run` as a user starts it. Owned by one test thread.
public final class OrdinalServer implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(10);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Ports ports;
  private final Path data;
  private final Path output;
  private final Process process;

  /// The three ports of an instance.
  public record Ports(int postgres, int http, int admin) {}

  private OrdinalServer(Ports ports, Path data, Path output, Process process) {
    this.ports = ports;
    this.data = data;
    this.output = output;
    this.process = process;
  }

  /// The checkout that the tests belong to.
  public static Path root() {
    return Path.of(System.getProperty("ordinal.root", "..")).toAbsolutePath().normalize();
  }

  /// Starts a server and waits until it says that it is ready.
  public static OrdinalServer start(Ports ports, Path data) {
    OrdinalServer server = launch(ports, data, List.of());
    server.awaitReady();
    return server;
  }

  /// Starts a server without waiting.
  public static OrdinalServer launch(Ports ports, Path data, List<String> moreOptions) {
    List<String> command = new ArrayList<>();
    command.add(root().resolve("server-config/run").toString());
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of("--pg-port", Integer.toString(ports.postgres())));
    command.addAll(List.of("--http-port", Integer.toString(ports.http())));
    command.addAll(List.of("--admin-port", Integer.toString(ports.admin())));
    command.addAll(List.of("--memory", "1g"));
    command.addAll(moreOptions);
    try {
      Path folder = Files.createDirectories(root().resolve("it/target/servers"));
      Path output = folder.resolve(ports.admin() + ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new OrdinalServer(ports, data, output, process);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public Ports ports() {
    return ports;
  }

  public Path data() {
    return data;
  }

  /// What `run` has printed so far.
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public void awaitReady() {
    Awaitility.await("server on port " + ports.postgres())
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> output().contains("is ready") || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException("the server did not start:\n" + output());
    }
  }

  /// Waits for `run` to end.
  ///
  /// @return its exit code
  public int awaitExit() {
    try {
      if (!process.waitFor(START_TIMEOUT.toMinutes(), TimeUnit.MINUTES)) {
        throw new IllegalStateException("still running:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/ordinal?user=ordinal";
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl());
  }

  public URI http(String path) {
    return URI.create("http://127.0.0.1:" + ports.http() + path);
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(http(path)).build());
  }

  /// Sends a body to `POST /query`.
  public HttpResponse<String> query(String body) {
    return send(
        HttpRequest.newBuilder(http("/query"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// Runs one asadmin command against this server, which must succeed.
  ///
  /// @return what it printed
  public String asadmin(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(root().resolve("server-config/target/payara7/bin/asadmin").toString());
    command.addAll(List.of("--port", Integer.toString(ports.admin())));
    command.addAll(List.of(arguments));
    ShellResult result =
        Shell.run(command, root(), Map.of("AS_JAVA", System.getProperty("java.home")), "");
    if (result.exitCode() != 0) {
      throw new IllegalStateException(result.output());
    }
    return result.output();
  }

  /// Ends the server's JVM as a power failure would.
  public void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    children.forEach(ProcessHandle::destroyForcibly);
    awaitExit();
  }

  /// Sends SIGTERM to `run` and waits.
  ///
  /// @return its exit code
  public int stop() {
    process.destroy();
    return awaitExit();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
