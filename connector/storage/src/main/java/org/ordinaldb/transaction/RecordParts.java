package org.ordinaldb.transaction;

import com.sleepycat.je.CacheMode;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.Put;
import com.sleepycat.je.Transaction;
import com.sleepycat.je.WriteOptions;
import java.util.Arrays;
import java.util.List;
import org.ordinaldb.type.ByteSink;

/// Sealed records of any size in JE, cut into parts of 8 MB, so that none of them outgrows JE's
/// buffers:
///
///     | the record's key | part, 4 |  ->  the part; the last one ends with the Seal of all
final class RecordParts {
  private static final int PART_BYTES = 8 << 20;
  private static final WriteOptions WRITE = new WriteOptions().setCacheMode(CacheMode.EVICT_LN);

  private RecordParts() {}

  /// Writes a record that its [Seal] has been put to.
  static void put(Database database, Transaction transaction, byte[] key, ByteSink record) {
    int part = 0;
    for (int from = 0; from < record.size(); from += PART_BYTES) {
      int byteCount = Math.min(PART_BYTES, record.size() - from);
      database.put(
          transaction,
          new DatabaseEntry(partKey(key, part++)),
          new DatabaseEntry(record.data(), from, byteCount),
          Put.OVERWRITE,
          WRITE);
    }
  }

  static void delete(Database database, Transaction transaction, byte[] key) {
    int part = 0;
    while (database.delete(transaction, new DatabaseEntry(partKey(key, part)), WRITE) != null) {
      part++;
    }
  }

  static byte[] partKey(byte[] key, int part) {
    byte[] partKey = Arrays.copyOf(key, key.length + 4);
    ByteSink.INT.set(partKey, key.length, part);
    return partKey;
  }

  static byte[] key(byte[] partKey) {
    return Arrays.copyOf(partKey, partKey.length - 4);
  }

  /// The record of all its parts, without its seal. A broken one is an error XX001.
  static byte[] opened(List<byte[]> parts, String what) {
    return Seal.opened(joined(parts), what);
  }

  private static byte[] joined(List<byte[]> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    ByteSink sink = new ByteSink(parts.size() * PART_BYTES);
    parts.forEach(sink::putBytes);
    return sink.toByteArray();
  }
}
