package org.ordinaldb.sql.execution;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.IndexTable.Source;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// What keeps indexes in step with their table's rows. Immutable: part of plans.
///
/// Whoever writes rows calls it with them right after they were written, so that a row that another
/// transaction has changed is noticed before any entry is touched. Batches of rows have the table's
/// columns at their ordinals; those that are not among [#columns()] may be missing (null).
///
/// @param indexes the indexes that the change can concern
public record IndexMaintenance(List<Maintained> indexes) {
  /// Nothing to keep in step.
  public static final IndexMaintenance NONE = new IndexMaintenance(List.of());

  /// An index with its expressions, compiled over the table's columns.
  ///
  /// @param computed the parts that are expressions, by their number
  /// @param predicate of a partial index, or null
  /// @param columns the ordinals of the table's columns that entries depend on
  public record Maintained(
      IndexTable index,
      Map<Integer, Expression> computed,
      @Nullable Expression predicate,
      BitSet columns) {
    public Maintained {
      computed = Map.copyOf(computed);
    }

    /// The entries of those rows that belong into the index, with the columns of
    /// [IndexTable#entries()].
    ///
    /// @param numbers the hidden row numbers by physical row, of a table without primary key
    public ColumnBatch entries(
        ColumnBatch rows, @Nullable LongVector numbers, EvaluationContext context) {
      ColumnBatch in = rows;
      Expression condition = predicate;
      if (condition != null) {
        int[] selection = new int[rows.size()];
        in = rows.select(selection, condition.select(rows, selection, context));
      }
      List<Source> sources = index.sources();
      Vector[] vectors = new Vector[sources.size()];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] =
            switch (sources.get(i)) {
              case Source.Column(int column) -> rows.column(column);
              case Source.Computed(int part) ->
                  Objects.requireNonNull(computed.get(part)).evaluate(in, context);
              case Source.RowNumber() -> number(numbers);
              case Source.Tiebreak(Source of) ->
                  tiebreak(
                      in,
                      vectors,
                      of instanceof Source.Column(int column)
                          ? rows.column(column)
                          : number(numbers));
            };
      }
      return in.withColumns(vectors);
    }

    /// What a scan of the table reads for [#entriesOf]: the columns that entries depend on, and the
    /// row numbers of a table without primary key.
    public int[] rowProjection() {
      int[] read = columns.stream().toArray();
      if (index.table().primaryKey() != null) {
        return read;
      }
      int[] withKey = Arrays.copyOf(read, read.length + 1);
      withKey[read.length] = ScanRequest.ROW_KEY;
      return withKey;
    }

    /// The entries of rows that were read.
    ///
    /// @param read the columns of [#rowProjection()]; more may follow
    public ColumnBatch entriesOf(ColumnBatch read, EvaluationContext context) {
      int[] projection = rowProjection();
      Vector[] placed = new Vector[index.table().columns().size()];
      LongVector numbers = null;
      for (int i = 0; i < projection.length; i++) {
        if (projection[i] >= 0) {
          placed[projection[i]] = read.column(i);
        } else {
          numbers = decoded((BytesVector) read.column(i), read);
        }
      }
      return entries(read.withColumns(placed), numbers, context);
    }

    private static LongVector decoded(BytesVector rowKeys, ColumnBatch read) {
      long[] numbers = new long[read.rowCount()];
      for (int i = 0; i < read.size(); i++) {
        numbers[read.row(i)] = KeyCodec.decodeLong(rowKeys.bytes(read.row(i)));
      }
      return LongVector.of(numbers);
    }

    private static LongVector number(@Nullable LongVector numbers) {
      if (numbers == null) {
        throw new IllegalStateException("rows without numbers");
      }
      return numbers;
    }

    /// NULL, but the value itself where a part is NULL.
    private Vector tiebreak(ColumnBatch rows, Vector[] vectors, Vector value) {
      int parts = index.index().parts().size();
      boolean anyNulls = false;
      for (int part = 0; part < parts; part++) {
        anyNulls |= vectors[part].hasNulls();
      }
      if (!anyNulls) {
        return Gather.nulls(value.kind(), rows.rowCount());
      }
      int[] from = new int[rows.rowCount()];
      for (int row = 0; row < from.length; row++) {
        from[row] = Gather.NO_ROW;
        for (int part = 0; part < parts; part++) {
          from[row] = vectors[part].isNull(row) ? row : from[row];
        }
      }
      return Gather.rows(value, from, 0, from.length);
    }

    /// Whether it is of a deferrable constraint, which is checked when rows are written already.
    public boolean isDeferrable() {
      return index.index().isDeferrable();
    }

    /// Whether a foreign key can refer to it.
    boolean isKey() {
      return index.index().refusesDuplicates() && predicate == null && computed.isEmpty();
    }

    /// The ordinals of the columns that its key is made of, which has no expressions.
    List<Integer> keyColumns() {
      return index.index().parts().stream().map(IndexPart::column).toList();
    }

    /// Whether a row has a key that others may not have: without a NULL that equals nothing.
    ///
    /// @param parts of the index's key
    public boolean collides(Vector[] parts, int row) {
      boolean collides = true;
      for (int part = 0; index.index().nullsDistinct() && part < parts.length; part++) {
        collides &= !parts[part].isNull(row);
      }
      return collides;
    }

    /// The encoded keys of entries, by logical row.
    public BytesVector keys(ColumnBatch entries) {
      KeyCodec codec = index.entries().keyCodec();
      Vector[] parts = keyVectors(entries);
      VectorBuilder keys = VectorBuilder.of(VectorKind.BYTES, entries.size());
      for (int i = 0; i < entries.size(); i++) {
        keys.appendBytes(codec.encode(parts, entries.row(i)));
      }
      return (BytesVector) keys.build();
    }

    /// What the keys of a deferrable constraint's entries begin with, for those rows that collide. Its
    /// parts are columns.
    BytesVector constrained(ColumnBatch rows) {
      KeyCodec codec = index.entries().keyCodec();
      int count = index.index().parts().size();
      Vector[] parts = new Vector[count];
      for (int part = 0; part < count; part++) {
        parts[part] = rows.column(index.index().parts().get(part).column());
      }
      VectorBuilder keys = VectorBuilder.of(VectorKind.BYTES, rows.size());
      for (int i = 0; i < rows.size(); i++) {
        if (collides(parts, rows.row(i))) {
          ByteSink sink = new ByteSink(16 * count);
          codec.encodePrefix(parts, rows.row(i), count, sink);
          keys.appendBytes(sink.toByteArray());
        }
      }
      return (BytesVector) keys.build();
    }

    /// Those entries that are not among others, with all that they hold.
    public ColumnBatch without(ColumnBatch entries, ColumnBatch others) {
      BytesVector otherKeys = keys(others);
      Map<ByteBuffer, Integer> byKey = new HashMap<>();
      for (int i = 0; i < others.size(); i++) {
        byKey.put(ByteBuffer.wrap(otherKeys.bytes(i)), others.row(i));
      }
      BytesVector keys = keys(entries);
      int[] left = new int[entries.size()];
      int count = 0;
      for (int i = 0; i < entries.size(); i++) {
        Integer other = byKey.get(ByteBuffer.wrap(keys.bytes(i)));
        if (other == null || !isSameRow(entries, entries.row(i), others, other)) {
          left[count++] = entries.row(i);
        }
      }
      return entries.select(left, count);
    }

    /// Equal keys may stand for different values, such as 1.0 and 1.00.
    private static boolean isSameRow(ColumnBatch a, int rowOfA, ColumnBatch b, int rowOfB) {
      for (int column = 0; column < a.columnCount(); column++) {
        if (!Scalars.isSame(a.column(column), rowOfA, b.column(column), rowOfB)) {
          return false;
        }
      }
      return true;
    }

    /// The columns of which the keys of entries are made.
    public Vector[] keyVectors(ColumnBatch entries) {
      List<Integer> columns = Objects.requireNonNull(index.entries().primaryKey()).columns();
      Vector[] vectors = new Vector[columns.size()];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = entries.column(columns.get(i));
      }
      return vectors;
    }
  }

  public IndexMaintenance {
    indexes = List.copyOf(indexes);
  }

  /// The ordinals of the columns that entries depend on.
  public BitSet columns() {
    BitSet columns = new BitSet();
    indexes.forEach(index -> columns.or(index.columns()));
    return columns;
  }

  /// Those indexes whose entries depend on one of the columns.
  public IndexMaintenance touching(BitSet changed) {
    return new IndexMaintenance(
        indexes.stream().filter(index -> index.columns().intersects(changed)).toList());
  }

  /// Rows were inserted.
  ///
  /// @param firstNumber what [StorageSession#insert] returned
  void inserted(
      StorageSession storage, ColumnBatch rows, long firstNumber, EvaluationContext context) {
    LongVector numbers = null;
    for (Maintained each : indexes) {
      if (numbers == null && each.index().table().primaryKey() == null) {
        numbers = numbers(rows, firstNumber);
      }
      ColumnBatch entries = each.entries(rows, numbers, context);
      if (entries.size() > 0) {
        storage.insert(each.index().entries(), entries);
      }
    }
  }

  /// Row numbers that ascend from `first`.
  static LongVector numbers(ColumnBatch rows, long first) {
    long[] numbers = new long[rows.rowCount()];
    for (int i = 0; i < rows.size(); i++) {
      numbers[rows.row(i)] = first + i;
    }
    return LongVector.of(numbers);
  }

  /// Rows were deleted.
  ///
  /// @param rowKeys their keys by logical row
  /// @param rows what they were
  void deleted(
      StorageSession storage, BytesVector rowKeys, ColumnBatch rows, EvaluationContext context) {
    for (Maintained each : indexes) {
      ColumnBatch entries = each.entries(rows, numbers(each, rows, rowKeys), context);
      if (entries.size() > 0) {
        storage.delete(each.index().entries(), each.keys(entries));
      }
    }
  }

  /// The row numbers that the keys are, for a table without primary key.
  private static @Nullable LongVector numbers(
      Maintained index, ColumnBatch rows, BytesVector rowKeys) {
    if (index.index().table().primaryKey() != null) {
      return null;
    }
    long[] numbers = new long[rows.rowCount()];
    for (int i = 0; i < rows.size(); i++) {
      numbers[rows.row(i)] = KeyCodec.decodeLong(rowKeys.bytes(i));
    }
    return LongVector.of(numbers);
  }

  /// Rows were replaced.
  ///
  /// @param rowKeys the keys that they had, by logical row
  /// @param before what they were; logical row i of both batches is the same row
  /// @param after what they are now
  void updated(
      StorageSession storage,
      BytesVector rowKeys,
      ColumnBatch before,
      ColumnBatch after,
      EvaluationContext context) {
    for (Maintained each : indexes) {
      ColumnBatch old = each.entries(before, numbers(each, before, rowKeys), context);
      ColumnBatch now = each.entries(after, numbers(each, after, rowKeys), context);
      new EntryChanges(each, before, old, after, now).write(storage);
    }
  }

  /// What becomes of one index's entries when rows are replaced.
  private static final class EntryChanges {
    private final Maintained index;
    private final ColumnBatch old;
    private final ColumnBatch now;
    private final BytesVector oldKeys;
    private final BytesVector newKeys;
    private final VectorBuilder deleted = VectorBuilder.of(VectorKind.BYTES, 16);
    private final VectorBuilder replaced = VectorBuilder.of(VectorKind.BYTES, 16);
    private final List<Integer> replacements = new ArrayList<>();
    private final List<Integer> inserted = new ArrayList<>();

    EntryChanges(
        Maintained index, ColumnBatch before, ColumnBatch old, ColumnBatch after, ColumnBatch now) {
      this.index = index;
      this.old = old;
      this.now = now;
      this.oldKeys = index.keys(old);
      this.newKeys = index.keys(now);
      int nextOld = 0;
      int nextNew = 0;
      for (int i = 0; i < before.size(); i++) {
        boolean was = nextOld < old.size() && old.row(nextOld) == before.row(i);
        boolean is = nextNew < now.size() && now.row(nextNew) == after.row(i);
        compare(was ? nextOld++ : -1, is ? nextNew++ : -1);
      }
    }

    private void compare(int was, int is) {
      if (was < 0 && is >= 0) {
        inserted.add(now.row(is));
      } else if (was >= 0 && is < 0) {
        deleted.append(oldKeys, was);
      } else if (was >= 0 && !isSame(was, is)) {
        replaced.append(oldKeys, was);
        replacements.add(now.row(is));
      }
    }

    /// Whether an entry stays what it is, its payload included.
    private boolean isSame(int was, int is) {
      return BytesVector.compare(oldKeys, was, newKeys, is) == 0
          && Maintained.isSameRow(old, old.row(was), now, now.row(is));
    }

    void write(StorageSession storage) {
      if (deleted.length() > 0) {
        storage.delete(index.index().entries(), (BytesVector) deleted.build());
      }
      if (replaced.length() > 0) {
        storage.update(index.index().entries(), (BytesVector) replaced.build(), rows(replacements));
      }
      if (!inserted.isEmpty()) {
        storage.insert(index.index().entries(), rows(inserted));
      }
    }

    private ColumnBatch rows(List<Integer> physical) {
      int[] rows = physical.stream().mapToInt(Integer::intValue).toArray();
      return now.select(rows, rows.length);
    }
  }
}
