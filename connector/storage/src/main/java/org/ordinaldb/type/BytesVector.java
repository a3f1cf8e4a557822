package org.ordinaldb.type;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Values that are byte strings, in one buffer with offsets; dictionary-coded when [#codes()] is
/// present.
///
/// Without codes, row `i` is `data[offsets[i] .. offsets[i + 1])`. With codes, row `i` is entry
/// `codes[i]` of the dictionary that `data` and `offsets` then hold, so an operator can compute once
/// for each of the [#entryCount()] entries.
public final class BytesVector extends Vector {
  private static final int[] NO_OFFSETS = {0};

  private final byte[] data;
  private final int[] offsets;
  private final int entryCount;
  private final int @Nullable [] codes;

  public BytesVector(byte[] data, int[] offsets, int length, long @Nullable [] nulls) {
    this(data, offsets, length, null, length, nulls);
  }

  public BytesVector(
      byte[] data,
      int[] offsets,
      int entryCount,
      int @Nullable [] codes,
      int length,
      long @Nullable [] nulls) {
    super(length, nulls);
    this.data = data;
    this.offsets = length == 0 && offsets.length == 0 ? NO_OFFSETS : offsets;
    this.entryCount = entryCount;
    this.codes = codes;
  }

  /// One row with these bytes, which are not copied.
  public static BytesVector of(byte[] value) {
    return new BytesVector(value, new int[] {0, value.length}, 1, null);
  }

  /// For tests and literals: one row a string, null rows allowed.
  public static BytesVector ofStrings(@Nullable String... values) {
    VectorBuilder builder = VectorBuilder.of(VectorKind.BYTES, values.length);
    for (String value : values) {
      if (value == null) {
        builder.appendNull();
      } else {
        builder.appendBytes(value.getBytes(StandardCharsets.UTF_8));
      }
    }
    return (BytesVector) builder.build();
  }

  public byte[] data() {
    return data;
  }

  public int[] offsets() {
    return offsets;
  }

  /// The dictionary codes of the rows, or null when every row has its own bytes.
  public int @Nullable [] codes() {
    return codes;
  }

  /// How many byte strings the buffer holds: the rows, or the dictionary's entries.
  public int entryCount() {
    return entryCount;
  }

  /// Index into [#data()] of the row's first byte.
  public int start(int row) {
    return offsets[entry(row)];
  }

  /// Index into [#data()] past the row's last byte.
  public int end(int row) {
    return offsets[entry(row) + 1];
  }

  public int byteLength(int row) {
    int entry = entry(row);
    return offsets[entry + 1] - offsets[entry];
  }

  /// A copy of the row's bytes.
  public byte[] bytes(int row) {
    return Arrays.copyOfRange(data, start(row), end(row));
  }

  /// The row's bytes as UTF-8 text. For edges and messages, not for loops.
  public String string(int row) {
    return new String(data, start(row), byteLength(row), StandardCharsets.UTF_8);
  }

  /// Compares two rows as unsigned bytes, which for UTF-8 is code-point order.
  public static int compare(BytesVector a, int rowA, BytesVector b, int rowB) {
    return Arrays.compareUnsigned(
        a.data, a.start(rowA), a.end(rowA), b.data, b.start(rowB), b.end(rowB));
  }

  @Override
  public VectorKind kind() {
    return VectorKind.BYTES;
  }

  @Override
  Vector value(int row) {
    return of(bytes(row));
  }

  @Override
  public long heapBytes() {
    return 64
        + (long) data.length
        + 4L * offsets.length
        + (codes == null ? 0 : 4L * codes.length)
        + nullBytes();
  }

  private int entry(int row) {
    return codes == null ? row : codes[row];
  }
}
