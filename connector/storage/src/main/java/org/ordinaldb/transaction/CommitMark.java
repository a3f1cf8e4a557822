package org.ordinaldb.transaction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlState;

/// The number of the newest commit that was forced to the device, in a file of its own. Safe for use
/// by many threads.
///
/// JE takes damage at the end of its log for an interrupted write and drops what follows, commits
/// included. The mark tells a log that lost commits from one that was only cut short.
///
///     | number, 6 | checksum of the number, 2 |      one aligned word, so it is never half written
///
/// The file is mapped and never forced: it outlives the process, and after a power failure it is old
/// at the worst, which hides damage and never invents it.
public final class CommitMark {
  static final String FILE = "ordinal.mark";
  private static final int BYTES = 8;
  private static final int NUMBER_SHIFT = 16;

  private final Path file;
  private final MappedByteBuffer memory;
  private long number;

  private CommitMark(Path file, MappedByteBuffer memory) {
    this.file = file;
    this.memory = memory;
    long word = memory.getLong(0);
    number = word >>> NUMBER_SHIFT;
    if (word != 0 && word != word(number)) {
      throw damaged("is damaged: checksum mismatch");
    }
  }

  /// Opens or creates the mark of a data directory.
  public static CommitMark open(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      long size = Files.exists(file) ? Files.size(file) : 0;
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        if (size < BYTES) {
          channel.write(ByteBuffer.allocate(BYTES), 0);
        }
        return new CommitMark(file, channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
      }
    } catch (IOException e) {
      throw new ResourceException(
          SqlState.IO_ERROR, "could not use \"" + file + "\": " + e.getMessage(), e);
    }
  }

  /// Fails with XX001 when the newest commit that recovery found is older than the mark.
  public synchronized void verify(long recovered) {
    if (recovered < number) {
      throw damaged(
          "says that commit %d was acknowledged, but the log ends with commit %d"
              .formatted(number, recovered));
    }
  }

  /// Commit `forced` and all records before it in the log are on the device.
  public synchronized void reached(long forced) {
    if (forced > number) {
      number = forced;
      memory.putLong(0, word(forced));
    }
  }

  private InternalException damaged(String how) {
    InternalException damage =
        new InternalException(SqlState.DATA_CORRUPTED, "\"" + file + "\" " + how);
    damage.hint(
        "Restore the data folder from a backup, or remove this file to go on with what is left.");
    return damage;
  }

  private static long word(long number) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(BYTES).putLong(0, number));
    return (number << NUMBER_SHIFT) | (checksum.getValue() & 0xffff);
  }
}
