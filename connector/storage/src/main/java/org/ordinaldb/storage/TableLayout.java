package org.ordinaldb.storage;

import java.util.Arrays;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.segment.SegmentLayout;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.RowCodec;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// How one table's rows become keys and bytes, and where its columns stand in segments. Owned by one
/// thread.
final class TableLayout {
  /// In a projection inside this package: the hidden row number, as a long.
  static final int HIDDEN_KEY = -2;

  final TableDescriptor table;
  final KeyCodec keys;
  final RowCodec rows;
  final SegmentLayout segments;

  TableLayout(TableDescriptor table) {
    this.table = table;
    this.keys = table.keyCodec();
    this.rows = new RowCodec(table.columns());
    this.segments = SegmentLayout.of(table);
  }

  int id() {
    return table.id();
  }

  /// Whether rows are clustered by a number that the engine gives out.
  boolean hasHiddenKey() {
    return table.primaryKey() == null;
  }

  /// Whether the rows are the entries of an index.
  boolean isIndex() {
    return table.isIndex();
  }

  /// Whether two transactions may want to write the same key.
  boolean locksRows() {
    PrimaryKey key = table.primaryKey();
    return key == null || key.entries() == null || key.entries().unique();
  }

  /// The columns that a key is made of.
  Vector[] keyVectors(ColumnBatch batch) {
    int[] parts = segments.keyParts();
    Vector[] vectors = new Vector[hasHiddenKey() ? 0 : parts.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = batch.column(parts[i]);
    }
    return vectors;
  }

  /// What a column of a projection is made of.
  VectorKind kind(int column) {
    return switch (column) {
      case ScanRequest.ROW_KEY -> VectorKind.BYTES;
      case HIDDEN_KEY -> VectorKind.LONG;
      default -> table.columns().get(column).type().vectorKind();
    };
  }

  /// A projection's column in a chunk of a segment.
  Vector vector(Segment segment, int chunk, int column) {
    return switch (column) {
      case ScanRequest.ROW_KEY -> segment.keys(chunk);
      case HIDDEN_KEY -> segment.column(segments.keyColumn(), chunk);
      default -> segment.column(column, chunk);
    };
  }

  /// The same for single rows of a chunk: a row key is not made for every row of the chunk, but
  /// stands for the column that it can be taken from.
  Vector rowVector(Segment segment, int chunk, int column) {
    return column == ScanRequest.ROW_KEY
        ? segment.column(segments.keyColumn(), chunk)
        : vector(segment, chunk, column);
  }

  /// The value of a projection's column in a live entry.
  Vector value(DeltaEntry entry, byte[] row, int column) {
    return switch (column) {
      case ScanRequest.ROW_KEY -> BytesVector.of(entry.key());
      case HIDDEN_KEY -> LongVector.of(KeyCodec.decodeLong(entry.key()));
      default -> rows.value(row, column);
    };
  }

  /// The columns of a live entry.
  ColumnBatch batch(DeltaEntry entry, byte[] row) {
    Vector[] columns = new Vector[table.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = value(entry, row, i);
    }
    return new ColumnBatch(1, columns);
  }

  /// The value of a projection's column at a position of a segment.
  Vector value(Segment segment, int position, int column) {
    if (column == ScanRequest.ROW_KEY) {
      return BytesVector.of(segment.key(position));
    }
    Vector vector = rowVector(segment, Segment.chunkOf(position), column);
    return vector.single(Segment.rowOf(position));
  }

  /// The projection that gives the batches of which segments are built.
  int[] segmentInput() {
    int[] columns = new int[segments.inputColumnCount()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = i < table.columns().size() ? i : HIDDEN_KEY;
    }
    return columns;
  }

  SqlException duplicateKey(ColumnBatch batch, int physicalRow) {
    PrimaryKey key = table.primaryKey();
    String name = key == null ? table.name() : key.name();
    StringBuilder columns = new StringBuilder();
    StringBuilder values = new StringBuilder();
    int[] parts = segments.keyParts();
    int named = key == null || key.entries() == null ? parts.length : key.entries().parts();
    for (int column : Arrays.copyOf(parts, named)) {
      String separator = columns.isEmpty() ? "" : ", ";
      TextCodec text = TextCodec.of(table.columns().get(column).type());
      columns.append(separator).append(table.columns().get(column).name());
      values
          .append(separator)
          .append(
              batch.column(column).isNull(physicalRow)
                  ? "null"
                  : text.text(batch.column(column), physicalRow, FormatSettings.DEFAULT));
    }
    return new StatementException(
            SqlState.UNIQUE_VIOLATION,
            "duplicate key value violates unique constraint \"" + name + "\"")
        .detail("Key (" + columns + ")=(" + values + ") already exists.")
        .object(table.schema(), table.name(), null, name);
  }
}
