package org.ordinaldb.transaction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlState;

/// The last file of JE's log, looked at before JE opens it. JE takes the first entry there that is not
/// whole for the end of the log and cuts the file off, whatever follows. Where whole entries follow,
/// the file is damaged rather than cut short, so it is copied first; it is put back when commits turn
/// out to be missing ([CommitMark]), and the copy is dropped when none are. Owned by one thread.
///
/// JE's entries, little-endian:
///
///     | Adler32 of what follows 4 | type 1 | flags 1 | start of the entry before 4 | item bytes 4 | item |
public final class LogTail {
  private static final int HEADER_BYTES = 14;
  private static final int CHECKSUM_BYTES = 4;
  private static final int PREVIOUS_AT = 6;
  private static final int SIZE_AT = 10;

  /// No entry is larger: a commit record's parts are 8 MB.
  private static final int ENTRY_BYTES_MAX = 16 << 20;

  private final Path directory;
  private final List<Path> files;
  private final Path copy;
  private final int damagedAt;

  private LogTail(Path directory, List<Path> files, int damagedAt) {
    this.directory = directory;
    this.files = files;
    this.damagedAt = damagedAt;
    Path last = files.getLast();
    this.copy = last.resolveSibling(last.getFileName() + ".damaged");
  }

  /// Looks at the log of a data directory; null when its end is sound or merely cut short.
  public static @Nullable LogTail damagedIn(Path directory) {
    try {
      List<Path> files = files(directory);
      if (files.isEmpty()) {
        return null;
      }
      int damagedAt = damagedAt(files.getLast());
      if (damagedAt < 0) {
        return null;
      }
      LogTail tail = new LogTail(directory, files, damagedAt);
      Files.copy(files.getLast(), tail.copy, StandardCopyOption.REPLACE_EXISTING);
      return tail;
    } catch (IOException e) {
      throw failure(directory, e);
    }
  }

  /// Where the damage is.
  public String place() {
    return "\"" + files.getLast() + "\" is damaged at byte " + damagedAt;
  }

  /// Undoes what JE did to the log.
  public void putBack() {
    Path last = files.getLast();
    try {
      for (Path file : files(directory)) {
        if (!files.contains(file)) {
          Files.delete(file);
        }
      }
      Files.move(copy, last, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure(last, e);
    }
  }

  /// Nothing was lost.
  public void drop() {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      throw failure(copy, e);
    }
  }

  private static ResourceException failure(Path file, IOException e) {
    return new ResourceException(
        SqlState.IO_ERROR, "could not use \"" + file + "\": " + e.getMessage(), e);
  }

  private static List<Path> files(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      all.filter(file -> file.getFileName().toString().endsWith(".jdb"))
          .sorted()
          .forEach(files::add);
    }
    return files;
  }

  /// The first entry that is not whole although whole ones follow, or -1.
  private static int damagedAt(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer log =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      int before = 0;
      int at = 0;
      while (isEntry(log, at, before, before)) {
        before = at;
        at += HEADER_BYTES + log.getInt(at + SIZE_AT);
      }
      for (int next = at + 1; next <= log.limit() - HEADER_BYTES; next++) {
        if (isEntry(log, next, Math.max(before, next - ENTRY_BYTES_MAX), next - 1)) {
          return at;
        }
      }
      return -1;
    }
  }

  /// Whether a whole entry stands at `at` that follows on one between `earliest` and `latest`.
  private static boolean isEntry(ByteBuffer log, int at, int earliest, int latest) {
    if (at > log.limit() - HEADER_BYTES) {
      return false;
    }
    int previous = log.getInt(at + PREVIOUS_AT);
    int itemBytes = log.getInt(at + SIZE_AT);
    if (previous < earliest
        || previous > latest
        || itemBytes <= 0
        || itemBytes > ENTRY_BYTES_MAX
        || itemBytes > log.limit() - HEADER_BYTES - at) {
      return false;
    }
    Adler32 checksum = new Adler32();
    checksum.update(log.slice(at + CHECKSUM_BYTES, HEADER_BYTES - CHECKSUM_BYTES + itemBytes));
    return (int) checksum.getValue() == log.getInt(at);
  }
}
