package org.ordinaldb.sql.execution;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.execution.IndexMaintenance.Maintained;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;

/// Finds the rows of a table that have the key of a proposed one: its clustering key, or that of its
/// entry in a unique index. Immutable: part of plans.
///
/// @param name of the constraint or index, as errors about it have it
/// @param index null for the clustering key
public record UniqueLookup(TableDescriptor table, String name, @Nullable Maintained index) {
  /// Whether it is of a deferrable constraint, of which several rows may have one key.
  boolean isDeferrable() {
    return index != null && index.isDeferrable();
  }

  /// The encoded keys by logical row; null for a row that collides with none, for it is not in the
  /// index or has a NULL that equals nothing.
  byte[] @Nullable [] keys(ColumnBatch rows, EvaluationContext context) {
    Maintained by = index;
    return by == null ? clusteringKeys(rows) : entryKeys(by, rows, context);
  }

  private byte[][] clusteringKeys(ColumnBatch rows) {
    PrimaryKey key = Objects.requireNonNull(table.primaryKey());
    KeyCodec codec = table.keyCodec();
    Vector[] parts = key.columns().stream().map(rows::column).toArray(Vector[]::new);
    byte[][] keys = new byte[rows.size()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = codec.encode(parts, rows.row(i));
    }
    return keys;
  }

  private static byte[] @Nullable [] entryKeys(
      Maintained index, ColumnBatch rows, EvaluationContext context) {
    // The rows have no numbers yet; only the keys of entries with a NULL depend on these.
    LongVector numbers = LongVector.of(new long[rows.rowCount()]);
    ColumnBatch entries = index.entries(rows, numbers, context);
    BytesVector all = index.keys(entries);
    Vector[] parts = Arrays.copyOf(entries.columns(), index.index().index().parts().size());
    byte[] @Nullable [] keys = new byte[rows.size()][];
    int next = 0;
    for (int i = 0; i < keys.length && next < entries.size(); i++) {
      if (entries.row(next) == rows.row(i)) {
        keys[i] = index.collides(parts, rows.row(i)) ? all.bytes(next) : null;
        next++;
      }
    }
    return keys;
  }

  /// @param keys distinct
  List<RowsByKey.Found> find(BytesVector keys, ExecutionContext context) {
    return index == null
        ? RowsByKey.clustered(table, keys, context)
        : RowsByKey.indexed(index.index(), keys, context);
  }
}
