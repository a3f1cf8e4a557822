package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Reads rows by whole keys, those that cluster a table or those of a unique index's entries, from the
/// statement's snapshot and the own writes.
final class RowsByKey {
  private RowsByKey() {}

  /// Rows that were found.
  ///
  /// @param rows the table's columns, then the row key
  /// @param keys for each logical row the number of its key
  record Found(ColumnBatch rows, int[] keys) {
    BytesVector rowKeys() {
      return (BytesVector) rows.column(rows.columnCount() - 1);
    }
  }

  /// @param keys distinct clustering keys
  static List<Found> clustered(TableDescriptor table, BytesVector keys, ExecutionContext context) {
    List<Found> found = new ArrayList<>();
    for (int from = 0; from < keys.length(); from += ColumnBatch.ROWS_MAX) {
      BytesVector wanted = slice(keys, from);
      ColumnBatch rows = context.storage().get(table, wanted, withRowKey(columns(table)));
      found.add(new Found(rows, numbers(rows, wanted, from)));
    }
    return found;
  }

  /// @param index one that refuses duplicates
  /// @param keys distinct keys of its entries
  static List<Found> indexed(IndexTable index, BytesVector keys, ExecutionContext context) {
    List<Found> found = new ArrayList<>();
    int[] rowKey = index.rowKey().stream().mapToInt(Integer::intValue).toArray();
    for (int from = 0; from < keys.length(); from += ColumnBatch.ROWS_MAX) {
      BytesVector wanted = slice(keys, from);
      ColumnBatch entries = context.storage().get(index.entries(), wanted, withRowKey(rowKey));
      int[] numbers = numbers(entries, wanted, from);
      ColumnBatch rows =
          context
              .storage()
              .get(
                  index.table(),
                  rowKeys(index.table(), entries),
                  withRowKey(columns(index.table())));
      if (rows.size() != entries.size()) {
        throw new InternalException(
            SqlState.INDEX_CORRUPTED,
            "index \"" + index.index().name() + "\" has entries without rows");
      }
      found.add(new Found(rows, numbers));
    }
    return found;
  }

  private static int[] columns(TableDescriptor table) {
    int[] columns = new int[table.columns().size()];
    Arrays.setAll(columns, i -> i);
    return columns;
  }

  private static int[] withRowKey(int[] columns) {
    int[] projection = Arrays.copyOf(columns, columns.length + 1);
    projection[columns.length] = ScanRequest.ROW_KEY;
    return projection;
  }

  private static BytesVector slice(BytesVector keys, int from) {
    if (from == 0 && keys.length() <= ColumnBatch.ROWS_MAX) {
      return keys;
    }
    int to = Math.min(keys.length(), from + ColumnBatch.ROWS_MAX);
    VectorBuilder slice = VectorBuilder.of(VectorKind.BYTES, to - from);
    for (int i = from; i < to; i++) {
      slice.append(keys, i);
    }
    return (BytesVector) slice.build();
  }

  /// The clustering keys that stand in entries.
  private static BytesVector rowKeys(TableDescriptor table, ColumnBatch entries) {
    Vector[] parts = Arrays.copyOf(entries.columns(), entries.columnCount() - 1);
    KeyCodec codec = table.keyCodec();
    VectorBuilder keys = VectorBuilder.of(VectorKind.BYTES, entries.size());
    for (int i = 0; i < entries.size(); i++) {
      int row = entries.row(i);
      keys.appendBytes(
          table.primaryKey() == null
              ? KeyCodec.encodeLong(((LongVector) parts[0]).get(row))
              : codec.encode(parts, row));
    }
    return (BytesVector) keys.build();
  }

  /// The numbers of the keys that exist: rows come in the order of their keys, some missing.
  private static int[] numbers(ColumnBatch rows, BytesVector wanted, int first) {
    BytesVector present = (BytesVector) rows.column(rows.columnCount() - 1);
    int[] numbers = new int[rows.size()];
    int next = 0;
    for (int i = 0; i < numbers.length; i++) {
      byte[] key = present.bytes(rows.row(i));
      while (!Arrays.equals(key, wanted.bytes(next))) {
        next++;
      }
      numbers[i] = first + next++;
    }
    return numbers;
  }
}
