package org.ordinaldb.segment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.VectorKind;

/// Which columns the segments of a table store, and which of them holds the clustering key.
///
/// | clustering key | key column |
/// |---|---|
/// | one column of longs | that column itself |
/// | any other columns | an extra column of the encoded keys |
/// | none declared | an extra bigint column of hidden row numbers |
///
/// An extra key column comes after the table's columns.
public final class SegmentLayout {
  private final List<SqlType> types;
  private final int[] keyParts;
  private final int keyColumn;
  private final KeyCodec codec;

  private SegmentLayout(List<SqlType> types, int[] keyParts, int keyColumn, KeyCodec codec) {
    this.types = List.copyOf(types);
    this.keyParts = keyParts;
    this.keyColumn = keyColumn;
    this.codec = codec;
  }

  public static SegmentLayout of(TableDescriptor table) {
    List<SqlType> types = new ArrayList<>();
    for (ColumnDescriptor column : table.columns()) {
      types.add(column.type());
    }
    return of(types, table.primaryKey(), table.keyCodec());
  }

  /// @param key the columns that the rows are sorted by, or null for hidden row numbers
  private static SegmentLayout of(
      List<SqlType> tableTypes, @Nullable PrimaryKey key, KeyCodec codec) {
    List<SqlType> types = new ArrayList<>(tableTypes);
    int extra = types.size();
    if (key == null) {
      types.add(SqlType.INT8);
      return new SegmentLayout(types, new int[] {extra}, extra, codec);
    }
    int[] parts = key.columns().stream().mapToInt(Integer::intValue).toArray();
    if (codec.isSingleLong()) {
      return new SegmentLayout(types, parts, parts[0], codec);
    }
    types.add(SqlType.BYTEA);
    return new SegmentLayout(types, parts, extra, codec);
  }

  /// How many columns are stored, an extra key column included.
  public int columnCount() {
    return types.size();
  }

  public VectorKind kind(int column) {
    return types.get(column).vectorKind();
  }

  /// The column that is searched: of longs when [#hasLongKey()], else of encoded keys.
  public int keyColumn() {
    return keyColumn;
  }

  /// Whether the key is one long, compared as such.
  public boolean hasLongKey() {
    return codec.isSingleLong();
  }

  /// How many columns the batches have that a [SegmentBuilder] takes: the table's, and the row
  /// number when that is the key. Encoded keys it derives itself.
  public int inputColumnCount() {
    return hasLongKey() ? types.size() : types.size() - 1;
  }

  /// The columns whose values make up the key, in key order.
  public int[] keyParts() {
    return keyParts;
  }

  public KeyCodec codec() {
    return codec;
  }
}
