package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// The distinct keys of a batch of outer rows, as beginnings of an inner key's bytes in ascending order,
/// and for each of them the rows that have it. Rows with a NULL in their key have none. Immutable.
///
/// The rows of the key number k are `rows[starts[k]]` up to, not including, `rows[starts[k + 1]]`.
record OuterKeys(byte[][] prefixes, int[] starts, int[] rows) {
  static final OuterKeys NONE = new OuterKeys(new byte[0][], new int[1], new int[0]);

  /// @param parts the values of the leading parts of the inner key
  static OuterKeys of(Vector[] parts, ColumnBatch batch, KeyCodec codec) {
    ColumnBatch present = withoutNulls(parts, batch);
    if (present.size() == 0) {
      return NONE;
    }
    List<SqlType> types = new ArrayList<>();
    for (int part = 0; part < parts.length; part++) {
      types.add(codec.type(part));
    }
    GroupTable distinct = new GroupTable(types);
    int[] groups = new int[present.size()];
    distinct.assign(parts, present, groups);
    byte[][] keys = encode(distinct, parts.length, codec);
    Integer[] order = new Integer[keys.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Arrays.compareUnsigned(keys[a], keys[b]));
    return arranged(keys, order, groups, present);
  }

  private static ColumnBatch withoutNulls(Vector[] parts, ColumnBatch batch) {
    int[] rows = new int[batch.size()];
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (!anyNull(parts, batch.row(i))) {
        rows[count++] = batch.row(i);
      }
    }
    return batch.select(rows, count);
  }

  private static boolean anyNull(Vector[] parts, int row) {
    for (Vector part : parts) {
      if (part.isNull(row)) {
        return true;
      }
    }
    return false;
  }

  private static byte[][] encode(GroupTable distinct, int partCount, KeyCodec codec) {
    Vector[] parts = new Vector[codec.partCount()];
    for (int part = 0; part < partCount; part++) {
      parts[part] = distinct.key(part);
    }
    byte[][] keys = new byte[distinct.groups()][];
    ByteSink sink = new ByteSink(32);
    for (int group = 0; group < keys.length; group++) {
      sink.clear();
      codec.encodePrefix(parts, group, partCount, sink);
      keys[group] = sink.toByteArray();
    }
    return keys;
  }

  private static OuterKeys arranged(
      byte[][] keys, Integer[] order, int[] groups, ColumnBatch batch) {
    byte[][] prefixes = new byte[keys.length][];
    int[] place = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      prefixes[i] = keys[order[i]];
      place[order[i]] = i;
    }
    int[] starts = new int[keys.length + 1];
    for (int group : groups) {
      starts[place[group] + 1]++;
    }
    for (int i = 0; i < keys.length; i++) {
      starts[i + 1] += starts[i];
    }
    int[] next = starts.clone();
    int[] rows = new int[groups.length];
    for (int i = 0; i < groups.length; i++) {
      rows[next[place[groups[i]]]++] = batch.row(i);
    }
    return new OuterKeys(prefixes, starts, rows);
  }

  int count() {
    return prefixes.length;
  }

  List<KeyRange> ranges() {
    return Arrays.stream(prefixes).map(KeyRange::prefix).toList();
  }
}
