package org.ordinaldb.sql.execution;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorKind;

/// Numbers the distinct keys that it sees, from 0 in the order of their first appearance; NULL equals
/// NULL. Owned by one thread.
///
/// Open addressing: `slots[h]` is a group's number plus one, or 0. Single keys that are longs are
/// compared without hashes in between; a dictionary-coded key is looked up once a dictionary entry.
final class GroupTable {
  private static final int INITIAL_SLOTS = 256;

  private final SqlType[] types;
  private final boolean singleLong;
  private final StoredColumn[] keys;
  private final StoredColumn[] originals;
  private int[] slots = new int[INITIAL_SLOTS];
  private int[] hashes = new int[INITIAL_SLOTS / 2];
  private long[] longKeys = new long[0];
  private int nullGroup = -1;
  private int groups;

  GroupTable(List<SqlType> types) {
    this.types = types.toArray(new SqlType[0]);
    this.singleLong = types.size() == 1 && types.getFirst().vectorKind() == VectorKind.LONG;
    this.keys = new StoredColumn[types.size()];
    this.originals = new StoredColumn[types.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = StoredColumn.of(types.get(i).vectorKind());
      originals[i] =
          KeyForm.needsCanonical(types.get(i))
              ? StoredColumn.of(types.get(i).vectorKind())
              : keys[i];
    }
    if (singleLong) {
      longKeys = new long[INITIAL_SLOTS / 2];
    }
  }

  /// How many distinct keys there are.
  int groups() {
    return groups;
  }

  /// Finds or makes the group of every selected row.
  ///
  /// @param out the groups by logical row
  void assign(Vector[] columns, ColumnBatch batch, int[] out) {
    if (singleLong) {
      assignLongs((LongVector) columns[0], batch, out);
      return;
    }
    int[] codes = columns.length == 1 && keys[0] == originals[0] ? codes(columns[0], batch) : null;
    if (codes != null) {
      assignCodes((BytesVector) columns[0], codes, batch, out);
    } else {
      assignRows(columns, batch, out);
    }
  }

  /// The dictionary codes of a column, when looking up its dictionary is less work than its rows.
  private static int @Nullable [] codes(Vector column, ColumnBatch batch) {
    return column instanceof BytesVector bytes && bytes.entryCount() <= batch.size()
        ? bytes.codes()
        : null;
  }

  /// The values of a key column for all groups; valid until the next [#assign].
  Vector key(int column) {
    return originals[column].vector();
  }

  long heapBytes() {
    long bytes = 4L * slots.length + 4L * hashes.length + 8L * longKeys.length;
    for (int i = 0; i < keys.length; i++) {
      bytes += keys[i].heapBytes() + (originals[i] == keys[i] ? 0 : originals[i].heapBytes());
    }
    return bytes;
  }

  private void assignLongs(LongVector keyVector, ColumnBatch batch, int[] out) {
    long[] values = keyVector.values();
    int[] rows = batch.selection();
    boolean nulls = keyVector.hasNulls();
    for (int i = 0; i < batch.size(); i++) {
      int row = rows == null ? i : rows[i];
      out[i] =
          nulls && keyVector.isNull(row)
              ? nullGroup(keyVector, row)
              : longGroup(keyVector, values[row], row);
    }
  }

  private int longGroup(LongVector source, long value, int row) {
    int mask = slots.length - 1;
    int hash = KeyForm.hashOf(value);
    int slot = hash & mask;
    while (true) {
      int group = slots[slot] - 1;
      if (group < 0) {
        return addGroup(slot, hash, new Vector[] {source}, new Vector[] {source}, row);
      }
      if (longKeys[group] == value && group != nullGroup) {
        return group;
      }
      slot = (slot + 1) & mask;
    }
  }

  private int nullGroup(LongVector source, int row) {
    if (nullGroup < 0) {
      nullGroup = groups;
      append(0, new Vector[] {source}, new Vector[] {source}, row);
    }
    return nullGroup;
  }

  private void assignCodes(BytesVector keyVector, int[] codes, ColumnBatch batch, int[] out) {
    int[] groupOfCode = new int[keyVector.entryCount()];
    int nullCode = -1;
    Vector[] columns = {keyVector};
    int[] hash = new int[1];
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (keyVector.isNull(row)) {
        if (nullCode < 0) {
          nullCode = oneRow(columns, row, hash);
        }
        out[i] = nullCode;
      } else {
        int known = groupOfCode[codes[row]];
        if (known == 0) {
          known = oneRow(columns, row, hash) + 1;
          groupOfCode[codes[row]] = known;
        }
        out[i] = known - 1;
      }
    }
  }

  private int oneRow(Vector[] columns, int row, int[] hash) {
    ColumnBatch one = new ColumnBatch(row + 1, columns, new int[] {row}, 1);
    hash[0] = 0;
    KeyForm.hash(columns[0], one, hash);
    return group(columns, columns, row, hash[0]);
  }

  private void assignRows(Vector[] columns, ColumnBatch batch, int[] out) {
    Vector[] canonical = new Vector[columns.length];
    int[] rowHashes = new int[batch.size()];
    for (int i = 0; i < columns.length; i++) {
      canonical[i] = KeyForm.canonical(types[i], columns[i], batch);
      KeyForm.hash(canonical[i], batch, rowHashes);
    }
    for (int i = 0; i < rowHashes.length; i++) {
      out[i] = group(canonical, columns, batch.row(i), rowHashes[i]);
    }
  }

  private int group(Vector[] canonical, Vector[] columns, int row, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (true) {
      int group = slots[slot] - 1;
      if (group < 0) {
        return addGroup(slot, hash, canonical, columns, row);
      }
      if (hashes[group] == hash && matches(group, canonical, row)) {
        return group;
      }
      slot = (slot + 1) & mask;
    }
  }

  private boolean matches(int group, Vector[] canonical, int row) {
    for (int i = 0; i < canonical.length; i++) {
      if (!keys[i].matches(group, canonical[i], row)) {
        return false;
      }
    }
    return true;
  }

  private int addGroup(int slot, int hash, Vector[] canonical, Vector[] columns, int row) {
    int group = groups;
    append(hash, canonical, columns, row);
    slots[slot] = group + 1;
    if (groups > slots.length / 2) {
      rehash();
    }
    return group;
  }

  private void append(int hash, Vector[] canonical, Vector[] columns, int row) {
    if (groups == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * groups);
      if (singleLong) {
        longKeys = Arrays.copyOf(longKeys, 2 * groups);
      }
    }
    hashes[groups] = hash;
    if (singleLong) {
      longKeys[groups] = ((LongVector) columns[0]).values()[row];
    }
    for (int i = 0; i < keys.length; i++) {
      keys[i].append(canonical[i], row);
      if (originals[i] != keys[i]) {
        originals[i].append(columns[i], row);
      }
    }
    groups++;
  }

  private void rehash() {
    if (slots.length > 1 << 29) {
      throw StoredColumn.tooLarge();
    }
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int group = 0; group < groups; group++) {
      if (group == nullGroup) {
        continue;
      }
      int slot = hashes[group] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = group + 1;
    }
  }
}
