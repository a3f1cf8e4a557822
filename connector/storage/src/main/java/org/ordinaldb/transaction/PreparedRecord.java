package org.ordinaldb.transaction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.type.ByteSink;

/// All that a prepared transaction needs to be committed or rolled back after a restart: the value
/// of its global id in the `prepared` database.
///
///     | format, 1 | transaction id, 8 | time in microseconds since 1970, 8 |
///     | length, 4 | owner | lock count, 4 | locks | the CommitRecord |
///     lock: | table, 4 | mode, 1 | key length, 4 | key |
///
/// @param id the number that `pg_prepared_xacts` calls its transaction
/// @param owner the user who prepared it
/// @param changes what a commit does, its time aside
public record PreparedRecord(
    long id, long preparedMicros, String owner, List<HeldLock> locks, CommitRecord changes) {
  private static final byte FORMAT = 1;

  public PreparedRecord {
    locks = List.copyOf(locks);
  }

  public void encode(ByteSink sink) {
    sink.putByte(FORMAT);
    sink.putLong(id);
    sink.putLong(preparedMicros);
    putBytes(owner.getBytes(StandardCharsets.UTF_8), sink);
    sink.putInt(locks.size());
    for (HeldLock lock : locks) {
      sink.putInt(lock.table());
      sink.putByte((byte) lock.mode().ordinal());
      putBytes(lock.key(), sink);
    }
    changes.encode(sink);
  }

  /// @param source opens segments, given the catalog that the transaction made, if it did
  public static PreparedRecord decode(
      byte[] bytes, Function<@Nullable Catalog, CommitRecord.Source> source) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.get() != FORMAT) {
      throw new InternalException(
          SqlState.DATA_CORRUPTED, "unknown format of a prepared transaction");
    }
    long id = in.getLong();
    long preparedMicros = in.getLong();
    String owner = new String(bytes(in), StandardCharsets.UTF_8);
    List<HeldLock> locks = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      int table = in.getInt();
      int mode = in.get();
      locks.add(HeldLock.of(table, bytes(in), mode));
    }
    byte[] changes = new byte[in.remaining()];
    in.get(changes);
    CommitRecord.Source tables = source.apply(CommitRecord.catalogOf(changes));
    return new PreparedRecord(
        id, preparedMicros, owner, locks, CommitRecord.decode(changes, tables));
  }

  private static void putBytes(byte[] bytes, ByteSink sink) {
    sink.putInt(bytes.length);
    sink.putBytes(bytes);
  }

  private static byte[] bytes(ByteBuffer source) {
    byte[] bytes = new byte[source.getInt()];
    source.get(bytes);
    return bytes;
  }
}
