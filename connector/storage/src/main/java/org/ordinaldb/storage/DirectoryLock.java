package org.ordinaldb.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlState;

/// Holds a data directory for one engine. The operating system lets go of it when the process ends,
/// however that happens.
final class DirectoryLock implements AutoCloseable {
  private static final String FILE = "ordinal.lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock take(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new ResourceException(
            SqlState.OBJECT_IN_USE,
            "data directory \"" + directory + "\" is in use by another server");
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new ResourceException(
          SqlState.IO_ERROR, "could not use data directory \"" + directory + "\": " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another engine of this very process has it; that is told like any other holder.
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger(DirectoryLock.class.getName())
          .log(System.Logger.Level.WARNING, "event=unlock-failed", e);
    }
  }
}
