package org.ordinaldb.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// The server that most tests share, on an empty data folder: started before the first test class,
/// because Arquillian connects to it then, and stopped after the last one.
public final class SharedServer implements LauncherSessionListener {
  private static final OrdinalServer.Ports PORTS = new OrdinalServer.Ports(25433, 28080, 24848);

  private static volatile @Nullable OrdinalServer server;

  public static OrdinalServer get() {
    return Objects.requireNonNull(server, "runs under failsafe only");
  }

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (System.getProperty("ordinal.root") == null) {
      return; // The unit tests of this module need no server.
    }
    server = OrdinalServer.start(PORTS, emptyFolder("shared"));
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    OrdinalServer started = server;
    if (started != null) {
      started.close();
    }
  }

  /// A new, empty data folder below the build folder.
  public static Path emptyFolder(String name) {
    Path folder = OrdinalServer.root().resolve("it/target/data").resolve(name);
    try {
      if (Files.exists(folder)) {
        Files.walkFileTree(folder, new Deleting());
      }
      return Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
