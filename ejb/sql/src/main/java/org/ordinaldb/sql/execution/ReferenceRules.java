package org.ordinaldb.sql.execution;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.ReferentialAction;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.sql.expression.Casts;
import org.ordinaldb.sql.expression.InputReference;
import org.ordinaldb.storage.StaleRowException;
import org.ordinaldb.storage.WaitPolicy;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// Does what foreign keys ask for, a set of keys at a time. For one statement.
///
/// - Referring rows lock what they refer to (FOR KEY SHARE), so whoever takes a referred row away
///   waits for them, and they for it.
/// - Referred rows are locked by whoever takes them away. Then no new row can refer to them, and
///   those that do are found in what is committed by now, whatever the transaction's snapshot.
/// - A row that got its key and lost it again is no violation: keys that are missing count only when
///   rows still refer to them.
final class ReferenceRules {
  private final ExecutionContext context;

  ReferenceRules(ExecutionContext context) {
    this.context = context;
  }

  /// Whether an event only asks for a check, which can wait; actions cannot.
  boolean isCheck(Reference reference, ReferenceEvent.Kind kind) {
    return switch (kind) {
      case REFERRING -> true;
      case DELETED -> reference.key().onDelete() == ReferentialAction.NO_ACTION;
      case CHANGED -> reference.key().onUpdate() == ReferentialAction.NO_ACTION;
    };
  }

  void apply(Reference reference, ReferenceEvent event) {
    context.cancelToken().check();
    Vector[] keys = event.keys().keys();
    int count = event.keys().size();
    switch (event.kind()) {
      case REFERRING -> requireParents(reference, keys, count);
      case DELETED -> gone(reference, reference.key().onDelete(), event);
      case CHANGED -> gone(reference, reference.key().onUpdate(), event);
    }
  }

  private void gone(Reference reference, ReferentialAction action, ReferenceEvent event) {
    Vector[] keys = event.keys().keys();
    int count = event.keys().size();
    switch (action) {
      case NO_ACTION -> requireNoChildren(reference, keys, count, true);
      case RESTRICT -> requireNoChildren(reference, keys, count, false);
      case CASCADE -> {
        if (event.kind() == ReferenceEvent.Kind.DELETED) {
          deleteChildren(reference, keys, count);
        } else {
          changeChildren(reference, keys, count, asChildren(reference, event));
        }
        requireNoneUnseen(reference, keys, count);
      }
      case SET_NULL -> {
        changeChildren(reference, keys, count, nulls(reference, count));
        requireNoneUnseen(reference, keys, count);
      }
      case SET_DEFAULT -> {
        changeChildren(reference, keys, count, defaults(reference, count));
        // The default may be the very key that went.
        requireNoChildren(reference, keys, count, true);
      }
    }
  }

  private FormatSettings format() {
    return context.evaluation().session().format();
  }

  // ---- referring rows

  private void requireParents(Reference reference, Vector[] keys, int count) {
    int[] missing = locked(reference, keys, count);
    if (missing.length == 0) {
      return;
    }
    Vector[] wanted = KeySet.pick(keys, missing);
    int first = first(reference.children().present(wanted, missing.length, context));
    if (first >= 0) {
      throw reference.missing(wanted, first, format());
    }
  }

  private int[] locked(Reference reference, Vector[] keys, int count) {
    while (true) {
      try {
        return missing(reference, keys, count);
      } catch (StaleRowException gone) {
        // A row went while it was waited for; a newer snapshot does not see it.
        context.cancelToken().check();
        context.storage().beginStatement();
      }
    }
  }

  /// Locks the rows that keys refer to; returns the keys that have none.
  private int[] missing(Reference reference, Vector[] keys, int count) {
    BytesVector rowKeys = parentKeys(reference, keys, count);
    boolean[] present = new boolean[count];
    if (rowKeys != null) {
      present = lock(reference.parent(), rowKeys);
    } else {
      for (RowsByKey.Found found : reference.parents().find(keys, count, context)) {
        lock(reference.parent(), keysOf(found));
      }
      // Under the lock the row may turn out to have another key.
      context.storage().beginStatement();
      present = reference.parents().present(keys, count, context);
    }
    return absent(present);
  }

  private boolean[] lock(TableDescriptor table, BytesVector rowKeys) {
    return context.storage().lockRows(table, rowKeys, RowLock.KEY_SHARE, WaitPolicy.WAIT);
  }

  private static BytesVector keysOf(RowsByKey.Found found) {
    VectorBuilder keys = VectorBuilder.of(VectorKind.BYTES, found.keys().length);
    for (int i = 0; i < found.keys().length; i++) {
      keys.append(found.rowKeys(), found.rows().row(i));
    }
    return (BytesVector) keys.build();
  }

  /// The row keys that references name when they refer to the primary key, else null.
  static @Nullable BytesVector parentKeys(Reference reference, Vector[] keys, int count) {
    PrimaryKey primary = reference.parent().primaryKey();
    List<Integer> columns = reference.key().referencedColumns();
    if (primary == null
        || primary.columns().size() != columns.size()
        || !primary.columns().containsAll(columns)) {
      return null;
    }
    Vector[] parts = new Vector[keys.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = keys[columns.indexOf(primary.columns().get(i))];
    }
    KeyCodec codec = reference.parent().keyCodec();
    VectorBuilder encoded = VectorBuilder.of(VectorKind.BYTES, count);
    for (int i = 0; i < count; i++) {
      encoded.appendBytes(codec.encode(parts, i));
    }
    return (BytesVector) encoded.build();
  }

  // ---- referred rows

  /// @param forgiving whether another row may have taken the key over
  private void requireNoChildren(Reference reference, Vector[] keys, int count, boolean forgiving) {
    context
        .storage()
        .readNewest(() -> {
          int[] gone =
              forgiving
                  ? absent(reference.parents().present(keys, count, context))
                  : IntStream.range(0, count).toArray();
          Vector[] values = KeySet.pick(keys, gone);
          int first = first(reference.children().present(values, gone.length, context));
          if (first >= 0) {
            throw reference.stillReferenced(values, first, format());
          }
        });
  }

  /// Rows that the transaction does not see cannot be changed by it.
  private void requireNoneUnseen(Reference reference, Vector[] keys, int count) {
    if (!context.storage().keepsSnapshot()) {
      return;
    }
    context
        .storage()
        .readNewest(() -> {
          int[] gone = absent(reference.parents().present(keys, count, context));
          Vector[] values = KeySet.pick(keys, gone);
          if (first(reference.children().present(values, gone.length, context)) >= 0) {
            throw unseen();
          }
        });
  }

  private static SqlException unseen() {
    return new TransactionRollbackException(
        SqlState.SERIALIZATION_FAILURE, "could not serialize access due to concurrent update");
  }

  static int[] absent(boolean[] present) {
    return IntStream.range(0, present.length).filter(key -> !present[key]).toArray();
  }

  /// The first key that is present, or -1.
  private static int first(boolean[] present) {
    return IntStream.range(0, present.length).filter(key -> present[key]).findFirst().orElse(-1);
  }

  // ---- actions

  private void deleteChildren(Reference reference, Vector[] keys, int count) {
    RowWriting writing = new RowWriting(reference.child(), context);
    int width = reference.child().columns().size();
    for (RowsByKey.Found found : reference.children().find(keys, count, context)) {
      ColumnBatch rows = found.rows();
      ColumnBatch old = rows.withColumns(Arrays.copyOf(rows.columns(), width));
      writing.delete(keysOf(found), old);
    }
  }

  /// Gives the referring rows other keys, one for each old key.
  private void changeChildren(Reference reference, Vector[] keys, int count, Vector[] changed) {
    RowWriting writing = new RowWriting(reference.child(), context);
    int width = reference.child().columns().size();
    ForeignKey key = reference.key();
    for (RowsByKey.Found found : reference.children().find(keys, count, context)) {
      ColumnBatch all = found.rows();
      Vector[] columns = Arrays.copyOf(all.columns(), width);
      ColumnBatch old = all.withColumns(columns);
      Vector[] replaced = columns.clone();
      for (int i = 0; i < key.columns().size(); i++) {
        replaced[key.columns().get(i)] = spread(changed[i], found, all.rowCount());
      }
      ColumnBatch rows = all.withColumns(replaced);
      writing.check(rows);
      writing.update(keysOf(found), rows, old);
    }
  }

  /// The new keys in the types of the referring columns.
  private Vector[] asChildren(Reference reference, ReferenceEvent event) {
    Vector[] changed = event.keys().changed();
    ColumnBatch rows = new ColumnBatch(event.keys().size(), changed);
    List<SqlType> types = reference.types();
    Vector[] values = new Vector[changed.length];
    for (int i = 0; i < values.length; i++) {
      int column = reference.key().referencedColumns().get(i);
      SqlType type = reference.parent().columns().get(column).type();
      values[i] =
          Casts.assignment(new InputReference(i, type), types.get(i))
              .evaluate(rows, context.evaluation());
    }
    return values;
  }

  /// The value of each row's key, at the row's physical place.
  private static Vector spread(Vector values, RowsByKey.Found found, int rowCount) {
    int[] rows = new int[rowCount];
    Arrays.fill(rows, Gather.NO_ROW);
    for (int i = 0; i < found.keys().length; i++) {
      rows[found.rows().row(i)] = found.keys()[i];
    }
    return Gather.rows(values, rows, 0, rowCount);
  }

  private static Vector[] nulls(Reference reference, int count) {
    return reference.types().stream()
        .map(type -> Gather.nulls(type.vectorKind(), count))
        .toArray(Vector[]::new);
  }

  private Vector[] defaults(Reference reference, int count) {
    ColumnBatch rows = new ColumnBatch(count);
    return reference.defaults().stream()
        .map(value -> value.evaluate(rows, context.evaluation()))
        .toArray(Vector[]::new);
  }
}
