package org.ordinaldb.sql.execution;

import java.math.BigDecimal;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// How values become keys of hash tables: a form in which equal SQL values are equal bytes, and
/// hashes of it.
final class KeyForm {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final int NULL_HASH = 0x5bd1e995;
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final int DAYS_PER_MONTH = 30;

  private KeyForm() {}

  /// Whether equal values of the type may differ in bytes, so that [#canonical] has work to do.
  static boolean needsCanonical(SqlType type) {
    return type.kind() == TypeKind.INTERVAL
        || (type.kind() == TypeKind.NUMERIC && type.vectorKind() == VectorKind.BYTES);
  }

  /// The same values in the form that is compared; only selected rows count.
  static Vector canonical(SqlType type, Vector vector, ColumnBatch batch) {
    if (!needsCanonical(type)) {
      return vector;
    }
    BytesVector source = (BytesVector) vector;
    VectorBuilder builder = VectorBuilder.of(VectorKind.BYTES, batch.rowCount());
    int next = 0;
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      for (; next < row; next++) {
        builder.appendNull();
      }
      if (vector.isNull(row)) {
        builder.appendNull();
      } else {
        builder.appendBytes(canonical(type, source, row));
      }
      next++;
    }
    return builder.build();
  }

  private static byte[] canonical(SqlType type, BytesVector source, int row) {
    if (type.kind() == TypeKind.INTERVAL) {
      ByteSink sink = new ByteSink(16);
      sink.putLong(intervalDays(source, row));
      sink.putLong(intervalMicros(source, row));
      return sink.toByteArray();
    }
    BigDecimal value = Decimals.decode(source, row);
    return Decimals.encode(value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros());
  }

  /// The whole days of an interval when a month is 30 days.
  static long intervalDays(BytesVector source, int row) {
    int start = source.start(row);
    long micros = (long) ByteSink.LONG.get(source.data(), start);
    int days = (int) ByteSink.INT.get(source.data(), start + 8);
    int months = (int) ByteSink.INT.get(source.data(), start + 12);
    return (long) months * DAYS_PER_MONTH + days + Math.floorDiv(micros, MICROS_PER_DAY);
  }

  /// The microseconds of an interval beyond its whole days.
  static long intervalMicros(BytesVector source, int row) {
    long micros = (long) ByteSink.LONG.get(source.data(), source.start(row));
    return Math.floorMod(micros, MICROS_PER_DAY);
  }

  /// Mixes a canonical column's values into the hashes of the selected rows, by logical row.
  static void hash(Vector keys, ColumnBatch batch, int[] hashes) {
    switch (keys) {
      case LongVector longs -> hashLongs(longs, batch, hashes);
      case DoubleVector doubles -> hashDoubles(doubles, batch, hashes);
      case BytesVector bytes -> hashBytes(bytes, batch, hashes);
    }
  }

  /// Whether two canonical values are equal; NULL equals NULL.
  static boolean same(Vector a, int rowA, Vector b, int rowB) {
    boolean nullA = a.isNull(rowA);
    boolean nullB = b.isNull(rowB);
    if (nullA || nullB) {
      return nullA && nullB;
    }
    return switch (a) {
      case LongVector longs -> longs.get(rowA) == ((LongVector) b).get(rowB);
      case DoubleVector doubles ->
          ValueOrder.compare(doubles.get(rowA), ((DoubleVector) b).get(rowB)) == 0;
      case BytesVector bytes -> BytesVector.compare(bytes, rowA, (BytesVector) b, rowB) == 0;
    };
  }

  static int hashOf(long value) {
    long mixed = value * MULTIPLIER;
    return (int) (mixed ^ (mixed >>> 32));
  }

  private static void hashLongs(LongVector keys, ColumnBatch batch, int[] hashes) {
    long[] values = keys.values();
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      hashes[i] = mix(hashes[i], keys.isNull(row) ? NULL_HASH : hashOf(values[row]));
    }
  }

  private static void hashDoubles(DoubleVector keys, ColumnBatch batch, int[] hashes) {
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      double value = keys.get(row);
      hashes[i] =
          mix(
              hashes[i],
              keys.isNull(row)
                  ? NULL_HASH
                  : hashOf(Double.doubleToLongBits(value == 0 ? 0.0 : value)));
    }
  }

  private static void hashBytes(BytesVector keys, ColumnBatch batch, int[] hashes) {
    int[] codes = keys.codes();
    int[] entryHashes = null;
    if (codes != null && keys.entryCount() <= batch.size()) {
      entryHashes = new int[keys.entryCount()];
      for (int entry = 0; entry < entryHashes.length; entry++) {
        entryHashes[entry] = hashOf(keys.data(), keys.offsets()[entry], keys.offsets()[entry + 1]);
      }
    }
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      int hash;
      if (keys.isNull(row)) {
        hash = NULL_HASH;
      } else if (codes != null && entryHashes != null) {
        hash = entryHashes[codes[row]];
      } else {
        hash = hashOf(keys.data(), keys.start(row), keys.end(row));
      }
      hashes[i] = mix(hashes[i], hash);
    }
  }

  private static int hashOf(byte[] data, int start, int end) {
    long hash = end - start;
    int at = start;
    for (; at + 8 <= end; at += 8) {
      hash = (hash ^ (long) ByteSink.LONG.get(data, at)) * MULTIPLIER;
      hash ^= hash >>> 29;
    }
    for (; at < end; at++) {
      hash = (hash ^ data[at]) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    return hashOf(hash);
  }

  private static int mix(int hash, int next) {
    return (Integer.rotateLeft(hash, 5) ^ next) * 0x27d4eb2d;
  }
}
