package org.ordinaldb.sql.check;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.AscendingKeys;
import org.ordinaldb.sql.execution.ExecutionContext;
import org.ordinaldb.sql.execution.IndexMaintenance.Maintained;
import org.ordinaldb.sql.execution.Scalars;
import org.ordinaldb.storage.KeyRange;
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

/// Compares an index with its table. Owned by one thread.
///
/// The table is read once; the entries that its rows ask for are sorted, as many at a time as fit into
/// a fixed space, and looked up in key order. When all are there and as many entries as rows, there
/// can be no others, so the index itself is read only if it has more. Two rows with one key of a unique
/// index ask for the same entry, which is only one's.
final class IndexCheck {
  private static final int CLAIM_BYTES = 64;

  /// An entry that a row asks for.
  private record Claim(byte[] key, ColumnBatch entries, int row) {}

  private final Maintained maintained;
  private final IndexTable index;
  private final TableDescriptor entries;
  private final KeyCodec rowKeys;
  private final ExecutionContext context;
  private final StorageSession storage;
  private final Problems problems;
  private final long spaceBytes;
  private final int[] entryColumns;
  private final List<Claim> pending = new ArrayList<>();
  private long pendingBytes;

  /// The rows that have their entry.
  private long owned;

  /// @param spaceBytes for entries that are sorted at a time
  IndexCheck(Maintained maintained, ExecutionContext context, Problems problems, long spaceBytes) {
    this.maintained = maintained;
    this.index = maintained.index();
    this.entries = index.entries();
    this.rowKeys = index.table().keyCodec();
    this.context = context;
    this.storage = context.storage();
    this.problems = problems;
    this.spaceBytes = spaceBytes;
    this.entryColumns = IntStream.range(0, entries.columns().size()).toArray();
  }

  void run() {
    try (TableScan scan =
        storage.scan(ScanRequest.all(index.table(), maintained.rowProjection()))) {
      for (ColumnBatch rows = scan.next(); rows != null; rows = scan.next()) {
        context.cancelToken().check();
        claim(maintained.entriesOf(rows, context.evaluation()));
      }
    }
    lookUp();
    if (storage.count(entries, List.of(KeyRange.ALL)) > owned) {
      findOrphans();
    }
    if (maintained.isDeferrable()) {
      findDuplicates();
    }
  }

  // ---- from rows to entries

  private void claim(ColumnBatch wanted) {
    Vector[] parts = maintained.keyVectors(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      byte[] key = entries.keyCodec().encode(parts, wanted.row(i));
      pending.add(new Claim(key, wanted, wanted.row(i)));
      pendingBytes += CLAIM_BYTES + key.length;
    }
    for (Vector column : wanted.columns()) {
      pendingBytes += column.heapBytes();
    }
    if (pendingBytes >= spaceBytes) {
      lookUp();
    }
  }

  private void lookUp() {
    pending.sort((a, b) -> Arrays.compareUnsigned(a.key(), b.key()));
    new AscendingKeys(entries, context)
        .read(
            pending.stream().map(Claim::key).toList(),
            entryColumns,
            (claim, found, row) -> judge(pending.get(claim), found, row));
    pending.clear();
    pendingBytes = 0;
  }

  private void judge(Claim claim, @Nullable ColumnBatch found, int row) {
    if (found == null) {
      problems.add("row " + rowName(claim.entries(), claim.row()) + " has no entry");
    } else if (!Arrays.equals(rowKey(claim.entries(), claim.row()), rowKey(found, row))) {
      problems.add(
          "row %s has no entry: that of its key %s is for row %s"
              .formatted(
                  rowName(claim.entries(), claim.row()), keyName(found, row), rowName(found, row)));
    } else {
      owned++;
      if (!isSame(claim, found, row)) {
        problems.add("the entry of row " + rowName(found, row) + " has other values than the row");
      }
    }
  }

  private boolean isSame(Claim claim, ColumnBatch found, int row) {
    for (int column : entryColumns) {
      Vector wanted = claim.entries().column(column);
      if (!Scalars.isSame(wanted, claim.row(), found.column(column), row)) {
        return false;
      }
    }
    return true;
  }

  // ---- from entries to rows

  private void findOrphans() {
    int[] withKey = Arrays.copyOf(entryColumns, entryColumns.length + 1);
    withKey[entryColumns.length] = ScanRequest.ROW_KEY;
    try (TableScan scan = storage.scan(ScanRequest.all(entries, withKey))) {
      for (ColumnBatch found = scan.next(); found != null; found = scan.next()) {
        context.cancelToken().check();
        findOrphans(found);
      }
    }
  }

  private void findOrphans(ColumnBatch found) {
    TreeSet<byte[]> rows = new TreeSet<>(Arrays::compareUnsigned);
    for (int i = 0; i < found.size(); i++) {
      rows.add(rowKey(found, found.row(i)));
    }
    Map<ByteBuffer, byte[]> wanted = wantedKeys(rows);
    BytesVector keys = (BytesVector) found.column(entryColumns.length);
    for (int i = 0; i < found.size(); i++) {
      int row = found.row(i);
      byte[] rowKey = rowKey(found, row);
      if (!Arrays.equals(wanted.get(ByteBuffer.wrap(rowKey)), keys.bytes(row))) {
        problems.add(
            "the entry of key %s is for row %s, which %s"
                .formatted(
                    keyName(found, row),
                    rowName(found, row),
                    rows.contains(rowKey) ? "does not ask for it" : "does not exist"));
      }
    }
  }

  /// The keys of the entries that some rows ask for, by the rows' own.
  ///
  /// @param rows those that do not exist are removed
  private Map<ByteBuffer, byte[]> wantedKeys(TreeSet<byte[]> rows) {
    VectorBuilder sorted = VectorBuilder.of(VectorKind.BYTES, rows.size());
    rows.forEach(sorted::appendBytes);
    int[] projection = maintained.rowProjection();
    int[] withKey = Arrays.copyOf(projection, projection.length + 1);
    withKey[projection.length] = ScanRequest.ROW_KEY;
    ColumnBatch present = storage.get(index.table(), (BytesVector) sorted.build(), withKey);
    rows.clear();
    for (int i = 0; i < present.size(); i++) {
      rows.add(((BytesVector) present.column(projection.length)).bytes(present.row(i)));
    }
    ColumnBatch wanted = maintained.entriesOf(present, context.evaluation());
    Vector[] parts = maintained.keyVectors(wanted);
    Map<ByteBuffer, byte[]> keys = new HashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      int row = wanted.row(i);
      byte[] key = entries.keyCodec().encode(parts, row);
      keys.put(ByteBuffer.wrap(rowKey(wanted, row)), key);
    }
    return keys;
  }

  // ---- from entry to entry

  /// Two entries of a deferrable constraint may have one key until their transaction ends.
  private void findDuplicates() {
    byte[] before = {};
    ColumnBatch rowsBefore = null;
    int rowBefore = -1;
    try (TableScan scan = storage.scan(ScanRequest.all(entries, entryColumns))) {
      for (ColumnBatch found = scan.next(); found != null; found = scan.next()) {
        context.cancelToken().check();
        Vector[] parts = columns(found, parts());
        for (int i = 0; i < found.size(); i++) {
          int row = found.row(i);
          byte[] key = prefix(parts, row);
          if (rowsBefore != null && Arrays.equals(key, before) && maintained.collides(parts, row)) {
            problems.add(
                "rows %s and %s have the same key %s"
                    .formatted(
                        rowName(rowsBefore, rowBefore), rowName(found, row), keyName(found, row)));
          }
          before = key;
          rowsBefore = found;
          rowBefore = row;
        }
      }
    }
  }

  private byte[] prefix(Vector[] parts, int row) {
    ByteSink sink = new ByteSink(16 * parts.length);
    entries.keyCodec().encodePrefix(parts, row, parts.length, sink);
    return sink.toByteArray();
  }

  /// The entry's columns that are the index's own key.
  private List<Integer> parts() {
    return IntStream.range(0, index.index().parts().size()).boxed().toList();
  }

  // ---- names

  /// The clustering key of the row that an entry is for.
  private byte[] rowKey(ColumnBatch batch, int row) {
    return rowKeys.encode(columns(batch, index.rowKey()), row);
  }

  private static Vector[] columns(ColumnBatch batch, List<Integer> wanted) {
    return wanted.stream().map(batch::column).toArray(Vector[]::new);
  }

  private String rowName(ColumnBatch batch, int row) {
    PrimaryKey key = index.table().primaryKey();
    return key == null
        ? "number " + KeyCodec.decodeLong(rowKey(batch, row))
        : name(index.table(), key.columns(), columns(batch, index.rowKey()), row);
  }

  private String keyName(ColumnBatch batch, int row) {
    return name(entries, parts(), columns(batch, parts()), row);
  }

  private String name(TableDescriptor table, List<Integer> columns, Vector[] values, int row) {
    return KeyText.of(table, columns, values, row, context.evaluation().session().format());
  }
}
