package org.ordinaldb.segment;

import java.util.Arrays;
import org.ordinaldb.index.RecursiveModelIndex;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Notes the keys of a segment under construction: model keys to train on, and what a model stores
/// beside the index. Owned by the builder's thread.
///
/// The stored model of long keys is the index. That of encoded keys, big-endian:
///
///     | projection bytes 4 | KeyProjection | chunks 4 | first key of each chunk: length 4, key | index |
abstract sealed class KeyRecorder {
  /// Takes the keys of the next chunk.
  abstract void add(Vector keys, int rows);

  abstract long[] modelKeys();

  abstract byte[] firstKey();

  abstract byte[] lastKey();

  abstract byte[] model(RecursiveModelIndex index);

  static final class Longs extends KeyRecorder {
    private long[] keys = new long[ColumnChunks.ROWS];
    private int count;

    @Override
    void add(Vector vector, int rows) {
      if (count + rows > keys.length) {
        keys = Arrays.copyOf(keys, Math.max(2 * keys.length, count + rows));
      }
      System.arraycopy(((LongVector) vector).values(), 0, keys, count, rows);
      for (int i = Math.max(count, 1); i < count + rows; i++) {
        assert keys[i - 1] < keys[i] : "keys must ascend";
      }
      count += rows;
    }

    @Override
    long[] modelKeys() {
      return keys;
    }

    @Override
    byte[] firstKey() {
      return KeyCodec.encodeLong(keys[0]);
    }

    @Override
    byte[] lastKey() {
      return KeyCodec.encodeLong(keys[count - 1]);
    }

    @Override
    byte[] model(RecursiveModelIndex index) {
      return index.toBytes();
    }
  }

  static final class Bytes extends KeyRecorder {
    private final KeyProjection.Builder projection = new KeyProjection.Builder();
    private final ByteSink chunkKeys = new ByteSink(1024);
    private int chunkCount;
    private byte[] firstKey = new byte[0];
    private byte[] lastKey = new byte[0];

    @Override
    void add(Vector vector, int rows) {
      BytesVector keys = (BytesVector) vector;
      byte[] data = keys.data();
      for (int i = 0; i < rows; i++) {
        projection.add(data, keys.start(i), keys.end(i));
        assert i == 0 || BytesVector.compare(keys, i - 1, keys, i) < 0 : "keys must ascend";
      }
      byte[] first = keys.bytes(0);
      assert chunkCount == 0 || Arrays.compareUnsigned(lastKey, first) < 0 : "keys must ascend";
      firstKey = chunkCount == 0 ? first : firstKey;
      lastKey = keys.bytes(rows - 1);
      chunkKeys.putInt(first.length);
      chunkKeys.putBytes(first);
      chunkCount++;
    }

    @Override
    long[] modelKeys() {
      return projection.modelKeys();
    }

    @Override
    byte[] firstKey() {
      return firstKey;
    }

    @Override
    byte[] lastKey() {
      return lastKey;
    }

    @Override
    byte[] model(RecursiveModelIndex index) {
      KeyProjection built = projection.build();
      ByteSink sink = new ByteSink(1024);
      sink.putInt(built.byteCount());
      built.put(sink);
      sink.putInt(chunkCount);
      sink.putBytes(chunkKeys.data(), 0, chunkKeys.size());
      sink.putBytes(index.toBytes());
      return sink.toByteArray();
    }
  }
}
