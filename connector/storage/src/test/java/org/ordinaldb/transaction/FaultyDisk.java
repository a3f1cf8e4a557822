package org.ordinaldb.transaction;

import com.sleepycat.je.log.FileManager;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The disk below JE, with faults: the file factory and the write counter that JE has for tests. While
/// one is open, it holds for every environment of the process.
public final class FaultyDisk implements AutoCloseable {
  private final FileManager.FileFactory sound = FileManager.fileFactory;
  private long writesUntilFull = Long.MAX_VALUE;
  private long writeNanos;

  public FaultyDisk() {
    FileManager.fileFactory = (home, name, mode) -> new FaultyFile(name, mode);
    FileManager.WRITE_COUNT = 0;
  }

  /// The `nth` write or fsync from now on fails before it does anything, and so do all after it.
  public void failFrom(long nth) {
    FileManager.WRITE_COUNT = 0;
    FileManager.N_BAD_WRITES = Integer.MAX_VALUE;
    FileManager.THROW_ON_WRITE = true;
    FileManager.STOP_ON_WRITE_COUNT = nth;
  }

  /// How many writes and fsyncs there were.
  public long operations() {
    return FileManager.WRITE_COUNT;
  }

  /// The `nth` write from now on ends in its midst, for the disk is full, and stays so.
  public synchronized void fullAt(long nth) {
    writesUntilFull = nth;
  }

  /// From now on every write takes this long.
  public synchronized void slow(long millis) {
    writeNanos = TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /// The disk is in order again.
  public synchronized void repair() {
    writesUntilFull = Long.MAX_VALUE;
    writeNanos = 0;
    FileManager.STOP_ON_WRITE_COUNT = Long.MAX_VALUE;
    FileManager.THROW_ON_WRITE = false;
  }

  @Override
  public void close() {
    repair();
    FileManager.fileFactory = sound;
  }

  private synchronized boolean isFullNow() {
    return --writesUntilFull <= 0;
  }

  private synchronized long writeNanos() {
    return writeNanos;
  }

  private final class FaultyFile extends FileManager.DefaultRandomAccessFile {
    private boolean cutting;

    FaultyFile(String name, String mode) throws FileNotFoundException {
      super(name, mode);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      LockSupport.parkNanos(writeNanos());
      if (!cutting && isFullNow()) {
        cutting = true;
        super.write(bytes, offset, length / 2);
        throw new IOException("No space left on device");
      }
      if (cutting) {
        throw new IOException("No space left on device");
      }
      super.write(bytes, offset, length);
    }
  }
}
