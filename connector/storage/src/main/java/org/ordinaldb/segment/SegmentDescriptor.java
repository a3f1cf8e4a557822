package org.ordinaldb.segment;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.ColumnBatch;

/// What is known of a segment without reading it: the part of it that a manifest keeps. Immutable.
///
/// All chunks have [ColumnBatch#ROWS_MAX] rows but the last. The stored form, big-endian:
///
///     | format 4 | CRC32C of what follows 4 | id 8 | rows 4 | columns 4 | key column 4 | model bytes 4 |
///     | first key length 4, key | last key length 4, key |
///     | for each column, for each chunk: minimum 8, maximum 8, bytes 4 |
public final class SegmentDescriptor {
  private static final int FORMAT = 0x4f525331;
  private static final int HEADER_BYTES = 8;

  private final long id;
  private final int rowCount;
  private final int columnCount;
  private final int keyColumn;
  private final int modelBytes;
  private final byte[] firstKey;
  private final byte[] lastKey;
  private final long[] minima;
  private final long[] maxima;
  private final int[] chunkBytes;

  /// @param minima by column, then chunk; so are `maxima` and `chunkBytes`
  SegmentDescriptor(
      long id,
      int rowCount,
      int columnCount,
      int keyColumn,
      int modelBytes,
      byte[] firstKey,
      byte[] lastKey,
      long[] minima,
      long[] maxima,
      int[] chunkBytes) {
    this.id = id;
    this.rowCount = rowCount;
    this.columnCount = columnCount;
    this.keyColumn = keyColumn;
    this.modelBytes = modelBytes;
    this.firstKey = firstKey;
    this.lastKey = lastKey;
    this.minima = minima;
    this.maxima = maxima;
    this.chunkBytes = chunkBytes;
  }

  public long id() {
    return id;
  }

  public int rowCount() {
    return rowCount;
  }

  /// How many columns are stored, an extra key column included.
  public int columnCount() {
    return columnCount;
  }

  public int keyColumn() {
    return keyColumn;
  }

  /// Size of the stored model.
  public int modelBytes() {
    return modelBytes;
  }

  /// The encoded key of the first row. Not to be changed.
  public byte[] firstKey() {
    return firstKey;
  }

  /// The encoded key of the last row. Not to be changed.
  public byte[] lastKey() {
    return lastKey;
  }

  public int chunkCount() {
    return (rowCount + ColumnBatch.ROWS_MAX - 1) / ColumnBatch.ROWS_MAX;
  }

  /// How many rows a chunk has.
  public int chunkRows(int chunk) {
    return Math.min(ColumnBatch.ROWS_MAX, rowCount - chunk * ColumnBatch.ROWS_MAX);
  }

  /// The least value of a chunk of longs, or the bits of the least of one of doubles.
  public long minimum(int column, int chunk) {
    return minima[column * chunkCount() + chunk];
  }

  /// The greatest value of a chunk of longs, or the bits of the greatest of one of doubles: NaN when
  /// the chunk has a NaN. Below the minimum when all rows are null.
  public long maximum(int column, int chunk) {
    return maxima[column * chunkCount() + chunk];
  }

  /// Size of a stored chunk.
  public int chunkBytes(int column, int chunk) {
    return chunkBytes[column * chunkCount() + chunk];
  }

  /// Size of all stored chunks.
  public long storedBytes() {
    long sum = 0;
    for (int bytes : chunkBytes) {
      sum += bytes;
    }
    return sum;
  }

  /// Whether a chunk may have a row whose value lies within the bounds.
  public boolean mayMatch(int chunk, ColumnBounds bounds) {
    long minimum = minimum(bounds.column(), chunk);
    long maximum = maximum(bounds.column(), chunk);
    return switch (bounds) {
      case ColumnBounds.LongBounds longs ->
          minimum <= maximum && minimum <= longs.high() && maximum >= longs.low();
      case ColumnBounds.DoubleBounds doubles ->
          // Written so that a NaN on either side excludes nothing.
          !(Double.longBitsToDouble(minimum) > doubles.high()
              || Double.longBitsToDouble(maximum) < doubles.low());
    };
  }

  public byte[] toBytes() {
    ByteSink sink = new ByteSink(64 + firstKey.length + lastKey.length + 20 * minima.length);
    sink.putInt(FORMAT);
    sink.putInt(0);
    sink.putLong(id);
    sink.putInt(rowCount);
    sink.putInt(columnCount);
    sink.putInt(keyColumn);
    sink.putInt(modelBytes);
    sink.putInt(firstKey.length);
    sink.putBytes(firstKey);
    sink.putInt(lastKey.length);
    sink.putBytes(lastKey);
    for (int i = 0; i < minima.length; i++) {
      sink.putLong(minima[i]);
      sink.putLong(maxima[i]);
      sink.putInt(chunkBytes[i]);
    }
    sink.setInt(4, checksum(sink.data(), sink.size()));
    return sink.toByteArray();
  }

  /// Reads what [#toBytes()] wrote. Damage is an error XX001.
  public static SegmentDescriptor fromBytes(byte[] bytes) {
    if (bytes.length < HEADER_BYTES
        || (int) ByteSink.INT.get(bytes, 0) != FORMAT
        || (int) ByteSink.INT.get(bytes, 4) != checksum(bytes, bytes.length)) {
      throw new InternalException(
          SqlState.DATA_CORRUPTED, "segment descriptor is damaged: checksum mismatch");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).position(HEADER_BYTES);
    long id = in.getLong();
    int rowCount = in.getInt();
    int columnCount = in.getInt();
    int keyColumn = in.getInt();
    int modelBytes = in.getInt();
    byte[] firstKey = new byte[in.getInt()];
    in.get(firstKey);
    byte[] lastKey = new byte[in.getInt()];
    in.get(lastKey);
    int chunks = in.remaining() / 20;
    long[] minima = new long[chunks];
    long[] maxima = new long[chunks];
    int[] chunkBytes = new int[chunks];
    for (int i = 0; i < chunks; i++) {
      minima[i] = in.getLong();
      maxima[i] = in.getLong();
      chunkBytes[i] = in.getInt();
    }
    return new SegmentDescriptor(
        id,
        rowCount,
        columnCount,
        keyColumn,
        modelBytes,
        firstKey,
        lastKey,
        minima,
        maxima,
        chunkBytes);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, HEADER_BYTES, length - HEADER_BYTES);
    return (int) checksum.getValue();
  }
}
