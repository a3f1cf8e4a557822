package org.ordinaldb.sql.execution;

import java.util.Arrays;
import java.util.List;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Looks through all entries of a deferrable constraint's index for two of one key; they stand next to
/// each other.
public final class DuplicateKeys {
  private DuplicateKeys() {}

  /// Throws 23505 for the first.
  public static void requireNone(IndexTable index, StorageSession storage) {
    int[] parts = new int[index.index().parts().size()];
    Arrays.setAll(parts, part -> part);
    KeyCodec codec = index.entries().keyCodec();
    byte[] last = new byte[0];
    try (TableScan scan = storage.scan(ScanRequest.all(index.entries(), parts))) {
      for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
        storage.cancelToken().check();
        for (int i = 0; i < batch.size(); i++) {
          byte[] key = key(codec, batch.columns(), batch.row(i), index.index().nullsDistinct());
          if (key.length > 0 && Arrays.equals(key, last)) {
            storage.requireUnique(index.entries(), one(key));
          }
          last = key;
        }
      }
    }
  }

  /// Empty for a key that equals no other.
  private static byte[] key(KeyCodec codec, Vector[] parts, int row, boolean nullsDistinct) {
    if (nullsDistinct && List.of(parts).stream().anyMatch(part -> part.isNull(row))) {
      return new byte[0];
    }
    ByteSink sink = new ByteSink(16 * parts.length);
    codec.encodePrefix(parts, row, parts.length, sink);
    return sink.toByteArray();
  }

  private static BytesVector one(byte[] key) {
    VectorBuilder keys = VectorBuilder.of(VectorKind.BYTES, 1);
    keys.appendBytes(key);
    return (BytesVector) keys.build();
  }
}
