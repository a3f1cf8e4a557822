package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Vector;

/// Finds references to rows that are not there, in the snapshot and without locks, a bounded set of
/// keys at a time. Owned by one thread.
public final class DanglingReferences {
  private static final int KEYS_MAX = 1 << 16;

  private final Reference reference;
  private final ExecutionContext context;
  private final Consumer<String> found;
  private KeySet keys;

  /// @param found hears of each key that has no row, as PostgreSQL's error detail
  public DanglingReferences(Reference reference, ExecutionContext context, Consumer<String> found) {
    this.reference = reference;
    this.context = context;
    this.found = found;
    this.keys = new KeySet(reference.types());
  }

  /// @param parts the key's columns
  public void take(Vector[] parts, ColumnBatch rows) {
    keys.add(parts, rows);
    if (keys.size() >= KEYS_MAX) {
      finish();
    }
  }

  /// All rows were given.
  public void finish() {
    Vector[] wanted = keys.keys();
    for (int key : missing(wanted, keys.size())) {
      String detail =
          reference.missing(wanted, key, context.evaluation().session().format()).detail();
      found.accept(Objects.requireNonNull(detail));
    }
    keys = new KeySet(reference.types());
  }

  private int[] missing(Vector[] wanted, int count) {
    BytesVector rowKeys = ReferenceRules.parentKeys(reference, wanted, count);
    return rowKeys == null
        ? ReferenceRules.absent(reference.parents().present(wanted, count, context))
        : absent(rowKeys);
  }

  private int[] absent(BytesVector rowKeys) {
    int[] order =
        IntStream.range(0, rowKeys.length())
            .boxed()
            .sorted((a, b) -> BytesVector.compare(rowKeys, a, rowKeys, b))
            .mapToInt(Integer::intValue)
            .toArray();
    List<byte[]> sorted = new ArrayList<>();
    for (int key : order) {
      sorted.add(rowKeys.bytes(key));
    }
    IntStream.Builder absent = IntStream.builder();
    new AscendingKeys(reference.parent(), context)
        .read(
            sorted,
            new int[0],
            (key, rows, row) -> {
              if (rows == null) {
                absent.add(order[key]);
              }
            });
    return absent.build().toArray();
  }
}
