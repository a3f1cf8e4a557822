package org.ordinaldb.transaction;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.type.ByteSink;

/// The last four bytes of every value that is kept in JE, except chunks, which bring their own: the
/// CRC32C of all bytes before them. JE has checksums too, for its log; these also cover what happens
/// to a value on its way there and back.
public final class Seal {
  public static final int BYTES = 4;

  private Seal() {}

  /// Appends the seal of everything in the sink.
  public static void put(ByteSink sink) {
    sink.putInt(checksum(sink.data(), sink.size()));
  }

  public static byte[] sealed(byte[] value) {
    byte[] sealed = Arrays.copyOf(value, value.length + BYTES);
    ByteSink.INT.set(sealed, value.length, checksum(value, value.length));
    return sealed;
  }

  /// The value without its seal. A broken one is an error XX001.
  ///
  /// @param what names the value in the error, as in `the manifest of table 16384`
  public static byte[] opened(byte[] sealed, String what) {
    int length = sealed.length - BYTES;
    if (length < 0 || (int) ByteSink.INT.get(sealed, length) != checksum(sealed, length)) {
      throw new InternalException(SqlState.DATA_CORRUPTED, what + " is damaged: checksum mismatch");
    }
    return Arrays.copyOf(sealed, length);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
