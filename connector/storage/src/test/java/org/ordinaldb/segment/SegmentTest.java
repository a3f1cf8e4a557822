package org.ordinaldb.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

class SegmentTest {
  private final MemoryChunkStore store = new MemoryChunkStore();
  private final ChunkCache cache = new ChunkCache(64 << 20);
  private final SearchCounters counters = new SearchCounters();

  @Test
  void longKeysAreFoundWhereTheyStand() {
    SplittableRandom random = new SplittableRandom(11);
    long[] keys = random.longs(30_000).map(key -> key >> 20).sorted().distinct().toArray();
    keys[0] = Long.MIN_VALUE;
    keys[keys.length - 1] = Long.MAX_VALUE;
    TableDescriptor table = table(List.of(SqlType.TEXT, SqlType.INT8), 1);
    ColumnBatch rows = new ColumnBatch(keys.length, numbered(keys.length), LongVector.of(keys));
    byte[][] encoded = new byte[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      encoded[i] = KeyCodec.encodeLong(keys[i]);
    }
    assertAnswers(table, rows, encoded);
  }

  @Test
  void textKeysWithACommonPrefixAreFoundWhereTheyStand() {
    SplittableRandom random = new SplittableRandom(12);
    String[] keys =
        random
            .ints(20_000, 0, 5_000_000)
            .mapToObj(i -> "https://example.org/" + (i % 7 == 0 ? "" : "items/") + i)
            .distinct()
            .sorted()
            .toArray(String[]::new);
    assertTextAnswers(keys);
  }

  @Test
  void textKeysThatShareTheirFirstHundredBytesAreFoundWhereTheyStand() {
    String[] keys = new String[10_000];
    for (int i = 0; i < keys.length; i++) {
      keys[i] =
          "x".repeat(i % 3 == 0 ? 100 : 110) + String.format("%09d", i) + "tail".repeat(i % 5);
    }
    Arrays.sort(keys);
    assertTextAnswers(keys);
  }

  @Test
  void compositeKeysAreFoundWhereTheyStand() {
    TableDescriptor table = table(List.of(SqlType.INT8, SqlType.TEXT, SqlType.INT4), 2, 1, 0);
    VectorBuilder c = VectorBuilder.of(VectorKind.LONG, 1);
    VectorBuilder b = VectorBuilder.of(VectorKind.BYTES, 1);
    VectorBuilder a = VectorBuilder.of(VectorKind.LONG, 1);
    int rows = 0;
    for (long x = -3; x < 40; x++) {
      for (String y : new String[] {"", "\0", "a", "ab", "b"}) {
        for (long z = 0; z < 90; z++, rows++) {
          a.appendLong(x);
          b.appendBytes(y.getBytes(StandardCharsets.UTF_8));
          c.appendLong(z * z * 1_000_000_007L);
        }
      }
    }
    ColumnBatch batch = new ColumnBatch(rows, c.build(), b.build(), a.build());
    Vector[] parts = {batch.column(2), batch.column(1), batch.column(0)};
    byte[][] encoded = new byte[rows][];
    for (int i = 0; i < rows; i++) {
      encoded[i] = table.keyCodec().encode(parts, i);
    }
    assertAnswers(table, batch, encoded);
  }

  @Test
  void rowsWithoutAKeyAreFoundByTheirHiddenNumber() {
    TableDescriptor table = table(List.of(SqlType.TEXT));
    long[] numbers = new long[9_000];
    byte[][] encoded = new byte[numbers.length][];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 5L + 3L * i;
      encoded[i] = KeyCodec.encodeLong(numbers[i]);
    }
    ColumnBatch rows =
        new ColumnBatch(numbers.length, numbered(numbers.length), LongVector.of(numbers));
    Segment segment = assertAnswers(table, rows, encoded);
    assertThat(segment.descriptor().columnCount()).isEqualTo(2);
    assertThat(segment.column(1, 1)).isInstanceOf(LongVector.class);
  }

  @Test
  void boundsOfRangesThatAreNoKeysHaveLowerBoundsToo() {
    long[] keys = {-5, 0, 7, Long.MAX_VALUE};
    TableDescriptor table = table(List.of(SqlType.INT8), 0);
    Segment segment = build(table, new ColumnBatch(4, LongVector.of(keys)), true);
    assertThat(segment.lowerBound(new byte[0], counters)).isZero();
    assertThat(segment.lowerBound(new byte[] {(byte) 0x80}, counters)).isEqualTo(1);
    for (int i = 0; i < keys.length; i++) {
      byte[] after = KeyCodec.successor(KeyCodec.encodeLong(keys[i]));
      assertThat(segment.lowerBound(after, counters)).isEqualTo(i + 1);
    }
  }

  @Test
  void columnsComeBackAsTheyWere() {
    TableDescriptor table =
        table(List.of(SqlType.INT8, SqlType.FLOAT8, SqlType.TEXT, SqlType.INT4), 0);
    int count = 10_000;
    VectorBuilder[] columns = {
      VectorBuilder.of(VectorKind.LONG, 1),
      VectorBuilder.of(VectorKind.DOUBLE, 1),
      VectorBuilder.of(VectorKind.BYTES, 1),
      VectorBuilder.of(VectorKind.LONG, 1)
    };
    for (int i = 0; i < count; i++) {
      columns[0].appendLong(10L * i);
      columns[1].appendDouble(i / 8.0);
      columns[2].appendBytes(("n" + i % 11).getBytes(StandardCharsets.UTF_8));
      if (i % 3 == 0) {
        columns[3].appendNull();
      } else {
        columns[3].appendLong(i);
      }
    }
    Vector[] vectors = Arrays.stream(columns).map(VectorBuilder::build).toArray(Vector[]::new);
    Segment segment = build(table, new ColumnBatch(count, vectors), true);
    assertThat(segment.chunkCount()).isEqualTo(3);
    assertThat(segment.chunkRows(2)).isEqualTo(count - 2 * ColumnBatch.ROWS_MAX);
    for (int position = 0; position < count; position += 7) {
      ColumnBatch batch = segment.batch(Segment.chunkOf(position), 3, 2, 1, 0);
      int row = Segment.rowOf(position);
      assertThat(batch.column(0).isNull(row)).isEqualTo(position % 3 == 0);
      assertThat(((BytesVector) batch.column(1)).string(row)).isEqualTo("n" + position % 11);
      assertThat(((DoubleVector) batch.column(2)).get(row)).isEqualTo(position / 8.0);
      assertThat(((LongVector) batch.column(3)).get(row)).isEqualTo(10L * position);
    }
  }

  @Test
  void chunksOutsideTheBoundsAreExcludedAndOthersAreNot() {
    TableDescriptor table = table(List.of(SqlType.INT8, SqlType.FLOAT8), 0);
    int count = 2 * ColumnBatch.ROWS_MAX;
    long[] keys = new long[count];
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      keys[i] = i;
      values[i] = i < ColumnBatch.ROWS_MAX ? -0.0 : i;
    }
    values[count - 1] = Double.NaN;
    Segment segment =
        build(table, new ColumnBatch(count, LongVector.of(keys), DoubleVector.of(values)), true);
    assertThat(matches(segment, new ColumnBounds.LongBounds(0, 0, 4095)))
        .containsExactly(true, false);
    assertThat(matches(segment, new ColumnBounds.LongBounds(0, 4095, 4096)))
        .containsExactly(true, true);
    assertThat(matches(segment, new ColumnBounds.LongBounds(0, 8192, 9000)))
        .containsExactly(false, false);
    assertThat(matches(segment, new ColumnBounds.DoubleBounds(1, 0.0, 0.0)))
        .containsExactly(true, false);
    assertThat(matches(segment, new ColumnBounds.DoubleBounds(1, 1e9, Double.POSITIVE_INFINITY)))
        .as("NaN is above every bound")
        .containsExactly(false, true);
  }

  @Test
  void aChunkOfNullsMatchesNoBounds() {
    TableDescriptor table = table(List.of(SqlType.INT8, SqlType.INT8), 0);
    VectorBuilder nulls = VectorBuilder.of(VectorKind.LONG, 1);
    nulls.appendNull();
    Segment segment = build(table, new ColumnBatch(1, LongVector.of(1), nulls.build()), true);
    assertThat(matches(segment, new ColumnBounds.LongBounds(1, Long.MIN_VALUE, Long.MAX_VALUE)))
        .containsExactly(false);
  }

  @Test
  void aSearchReadsOneChunkAtTheMost() {
    long[] keys = new long[100_000];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = 2L * i;
    }
    Segment segment =
        build(
            table(List.of(SqlType.INT8), 0),
            new ColumnBatch(keys.length, LongVector.of(keys)),
            true);
    for (long key : new long[] {2 * 4096, 2 * 4096 - 1, 2 * 4095 + 1, 77_777}) {
      int before = store.reads();
      cache.evict(segment.descriptor());
      segment.lowerBound(KeyCodec.encodeLong(key), counters);
      assertThat(store.reads() - before).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aDamagedChunkIsAnErrorThatNamesItsPlace() {
    TableDescriptor table = table(List.of(SqlType.INT8), 0);
    SegmentLayout layout = SegmentLayout.of(table);
    SegmentBuilder builder = new SegmentBuilder(77, layout, store);
    builder.add(new ColumnBatch(3, LongVector.of(1, 5, 6)));
    BuiltSegment built = builder.finish();
    byte[] bytes = store.read(77, 0, 0);
    bytes[bytes.length - 1] ^= 4;
    Segment segment = Segment.open(built.descriptor(), layout, built.model(), true, store, cache);
    assertThatThrownBy(() -> segment.column(0, 0))
        .isInstanceOfSatisfying(
            InternalException.class, e -> assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED))
        .hasMessageContaining("segment 77 column 0 chunk 0");
  }

  @Test
  void aDamagedDescriptorIsAnError() {
    TableDescriptor table = table(List.of(SqlType.INT8), 0);
    byte[] bytes =
        build(table, new ColumnBatch(2, LongVector.of(1, 2)), true).descriptor().toBytes();
    bytes[20] ^= 1;
    assertThatThrownBy(() -> SegmentDescriptor.fromBytes(bytes))
        .isInstanceOf(InternalException.class);
  }

  @Test
  void selectedRowsAreTheOnesThatAreStored() {
    TableDescriptor table = table(List.of(SqlType.INT8), 0);
    ColumnBatch batch =
        new ColumnBatch(5, LongVector.of(1, 2, 3, 4, 5)).select(new int[] {1, 3, 4}, 3);
    Segment segment = build(table, batch, true);
    assertThat(segment.rowCount()).isEqualTo(3);
    assertThat(KeyCodec.decodeLong(segment.key(1))).isEqualTo(4);
  }

  private static List<Boolean> matches(Segment segment, ColumnBounds bounds) {
    List<Boolean> matches = new ArrayList<>();
    for (int chunk = 0; chunk < segment.chunkCount(); chunk++) {
      matches.add(segment.mayMatch(chunk, List.of(bounds)));
    }
    return matches;
  }

  private void assertTextAnswers(String[] keys) {
    TableDescriptor table = table(List.of(SqlType.TEXT), 0);
    BytesVector column = BytesVector.ofStrings(keys);
    byte[][] encoded = new byte[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      encoded[i] = table.keyCodec().encode(new Vector[] {column}, i);
    }
    assertAnswers(table, new ColumnBatch(keys.length, column), encoded);
  }

  /// Every key, its neighbours in byte order, and some of its prefixes have the lower bound that a
  /// binary search over the keys gives, with the learned index on and off.
  private Segment assertAnswers(TableDescriptor table, ColumnBatch rows, byte[][] keys) {
    Segment learned = build(table, rows, true);
    Segment plain = build(table, rows, false);
    assertThat(learned.descriptor().firstKey()).isEqualTo(keys[0]);
    assertThat(learned.descriptor().lastKey()).isEqualTo(keys[keys.length - 1]);
    for (int i = 0; i < keys.length; i++) {
      byte[] key = keys[i];
      assertThat(learned.lowerBound(key, counters)).isEqualTo(i);
      assertThat(plain.lowerBound(key, counters)).isEqualTo(i);
      assertThat(learned.lowerBound(KeyCodec.successor(key), counters)).isEqualTo(i + 1);
      if (i % 5 == 0) {
        assertThat(learned.key(i)).isEqualTo(key);
        for (byte[] probe : probes(key)) {
          int expected = lowerBound(keys, probe);
          assertThat(learned.lowerBound(probe, counters)).isEqualTo(expected);
          assertThat(plain.lowerBound(probe, counters)).isEqualTo(expected);
        }
      }
    }
    assertFinds(learned, keys);
    assertFinds(plain, keys);
    assertThat(counters.gallops()).as("gallops").isLessThan(counters.predictions() / 2);
    return learned;
  }

  private void assertFinds(Segment segment, byte[][] keys) {
    VectorBuilder probes = VectorBuilder.of(VectorKind.BYTES, 1);
    int[] rows = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      byte[] key = keys[(int) (i * 7919L % keys.length)].clone();
      if (i % 3 == 0) {
        key[key.length - 1] ^= 1;
      }
      probes.appendBytes(key);
      rows[i] = keys.length - 1 - i;
    }
    BytesVector vector = (BytesVector) probes.build();
    int[] positions = new int[keys.length];
    segment.find(vector, rows, 0, rows.length, positions, counters);
    for (int i = 0; i < rows.length; i++) {
      byte[] key = vector.bytes(rows[i]);
      int at = lowerBound(keys, key);
      int expected = at < keys.length && Arrays.equals(keys[at], key) ? at : -1;
      assertThat(positions[i]).isEqualTo(expected);
      assertThat(segment.find(key, 0, key.length, counters)).isEqualTo(expected);
    }
  }

  private static List<byte[]> probes(byte[] key) {
    List<byte[]> probes = new ArrayList<>();
    for (int length = 0; length < key.length; length += 1 + key.length / 8) {
      probes.add(Arrays.copyOf(key, length));
      byte[] up = key.clone();
      up[length]++;
      probes.add(up);
      byte[] down = key.clone();
      down[length]--;
      probes.add(down);
    }
    return probes;
  }

  private static int lowerBound(byte[][] keys, byte[] key) {
    int at = Arrays.binarySearch(keys, key, Arrays::compareUnsigned);
    return at >= 0 ? at : -1 - at;
  }

  private static BytesVector numbered(int count) {
    @Nullable String[] values = new String[count];
    for (int i = 0; i < count; i++) {
      values[i] = "row " + i;
    }
    return BytesVector.ofStrings(values);
  }

  private static long lastId;

  /// Feeds the rows in batches of odd sizes and reopens the segment from its stored form.
  private Segment build(TableDescriptor table, ColumnBatch rows, boolean learned) {
    SegmentLayout layout = SegmentLayout.of(table);
    SegmentBuilder builder = new SegmentBuilder(++lastId, layout, store);
    for (int from = 0; from < rows.size(); from += 1000) {
      builder.add(rows, from, Math.min(from + 1000, rows.size()));
    }
    BuiltSegment built = builder.finish();
    SegmentDescriptor reread = SegmentDescriptor.fromBytes(built.descriptor().toBytes());
    return Segment.open(reread, layout, built.model(), learned, store, cache);
  }

  private static TableDescriptor table(List<SqlType> types, int... key) {
    List<ColumnDescriptor> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      columns.add(new ColumnDescriptor("c" + i, types.get(i), true, null));
    }
    PrimaryKey primaryKey =
        key.length == 0 ? null : new PrimaryKey("pk", Arrays.stream(key).boxed().toList());
    return new TableDescriptor(TableDescriptor.FIRST_ID, "public", "t", columns, primaryKey);
  }
}
