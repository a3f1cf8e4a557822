package org.ordinaldb.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.segment.BuiltSegment;
import org.ordinaldb.segment.ChunkCache;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.segment.SegmentBuilder;
import org.ordinaldb.segment.SegmentLayout;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;

/// The segments of a table `(id bigint primary key, amount bigint)` in memory, as many rows as asked.
final class Segments {
  private static final int CACHE_BYTES = 1 << 30;

  private final Map<Place, byte[]> chunks = new HashMap<>();
  private final List<Segment> list = new ArrayList<>();

  Segments(int rowCount, boolean learned) {
    SegmentLayout layout = SegmentLayout.of(table());
    ChunkCache cache = new ChunkCache(CACHE_BYTES);
    for (int first = 0; first < rowCount; first += Segment.ROWS_MAX) {
      BuiltSegment built =
          build(list.size(), layout, first, Math.min(first + Segment.ROWS_MAX, rowCount));
      list.add(Segment.open(built.descriptor(), layout, built.model(), learned, this::read, cache));
    }
  }

  List<Segment> list() {
    return list;
  }

  /// The key of a row: neighbours are 1 to 16 apart.
  static long key(int row) {
    return 16L * row + (row * 0x9e3779b9 >>> 28);
  }

  /// Twenty bits that look random.
  static long amount(int row) {
    return row * 0x85ebca6b >>> 12;
  }

  private BuiltSegment build(long id, SegmentLayout layout, int first, int end) {
    SegmentBuilder builder =
        new SegmentBuilder(
            id,
            layout,
            (segment, column, chunk, bytes) ->
                chunks.put(new Place(segment, column, chunk), bytes));
    for (int from = first; from < end; from += ColumnBatch.ROWS_MAX) {
      int rows = Math.min(ColumnBatch.ROWS_MAX, end - from);
      long[] keys = new long[rows];
      long[] amounts = new long[rows];
      for (int i = 0; i < rows; i++) {
        keys[i] = key(from + i);
        amounts[i] = amount(from + i);
      }
      builder.add(new ColumnBatch(rows, LongVector.of(keys), LongVector.of(amounts)));
    }
    return builder.finish();
  }

  private byte[] read(long segment, int column, int chunk) {
    return Objects.requireNonNull(chunks.get(new Place(segment, column, chunk)));
  }

  private static TableDescriptor table() {
    return new TableDescriptor(
        TableDescriptor.FIRST_ID,
        "public",
        "payments",
        List.of(
            new ColumnDescriptor("id", SqlType.INT8, false, null),
            new ColumnDescriptor("amount", SqlType.INT8, false, null)),
        new PrimaryKey("payments_pkey", List.of(0)));
  }

  private record Place(long segment, int column, int chunk) {}
}
