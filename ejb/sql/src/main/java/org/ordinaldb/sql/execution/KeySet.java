package org.ordinaldb.sql.execution;

import java.util.List;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// Distinct keys without NULL, in the order in which they came. Each may have another key beside it:
/// what it was changed to. Owned by one thread.
final class KeySet {
  private final GroupTable table;
  private final StoredColumn[] others;
  private final int parts;

  KeySet(List<SqlType> types) {
    this.table = new GroupTable(types);
    this.parts = types.size();
    this.others = new StoredColumn[parts];
    for (int i = 0; i < parts; i++) {
      others[i] = StoredColumn.of(types.get(i).vectorKind());
    }
  }

  int size() {
    return table.groups();
  }

  /// Adds the keys of a batch's rows.
  void add(Vector[] keys, ColumnBatch batch) {
    add(keys, keys, batch);
  }

  /// Adds keys with what they were changed to.
  void add(Vector[] keys, Vector[] changed, ColumnBatch batch) {
    ColumnBatch whole = withoutNulls(keys, batch);
    int next = table.groups();
    int[] groups = new int[whole.size()];
    table.assign(keys, whole, groups);
    for (int i = 0; i < groups.length; i++) {
      if (groups[i] == next) {
        next++;
        for (int part = 0; part < parts; part++) {
          others[part].append(changed[part], whole.row(i));
        }
      }
    }
  }

  private static ColumnBatch withoutNulls(Vector[] keys, ColumnBatch batch) {
    int[] rows = new int[batch.size()];
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      boolean isNull = false;
      for (Vector key : keys) {
        isNull |= key.isNull(row);
      }
      if (!isNull) {
        rows[count++] = row;
      }
    }
    return count == batch.size() ? batch : batch.select(rows, count);
  }

  /// The keys, one vector a part; valid until the next add.
  Vector[] keys() {
    Vector[] keys = new Vector[parts];
    for (int i = 0; i < parts; i++) {
      keys[i] = table.key(i);
    }
    return keys;
  }

  /// What the keys were changed to, one vector a part; valid until the next add.
  Vector[] changed() {
    Vector[] keys = new Vector[parts];
    for (int i = 0; i < parts; i++) {
      keys[i] = others[i].vector();
    }
    return keys;
  }

  /// Some of the keys.
  static Vector[] pick(Vector[] keys, int[] rows) {
    Vector[] picked = new Vector[keys.length];
    for (int i = 0; i < keys.length; i++) {
      picked[i] = Gather.rows(keys[i], rows, 0, rows.length);
    }
    return picked;
  }
}
