package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.storage.StaleRowException;
import org.ordinaldb.storage.WaitPolicy;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// One run of an INSERT with ON CONFLICT. Rows go in rounds: of rows with the same key each round
/// takes the first, so that the next one meets what became of it.
///
/// A key that is there, but not to the statement's snapshot, makes the statement run again.
final class Upsert {
  /// An outcome: the row as it stands in the table now.
  private record Written(int position, ColumnBatch rows, int row) {}

  private final TableDescriptor table;
  private final ConflictPlan conflict;
  private final ExecutionContext context;
  private final RowWriting writing;
  private final List<Set<Key>> affected = new ArrayList<>();

  Upsert(ModifyPlan plan, ConflictPlan conflict, ExecutionContext context, RowWriting writing) {
    this.table = plan.table();
    this.conflict = conflict;
    this.context = context;
    this.writing = writing;
    conflict.arbiters().forEach(any -> affected.add(new HashSet<>()));
  }

  /// The bytes of a key.
  private record Key(byte[] bytes) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /// Inserts or updates; returns what was written, in the order of the proposed rows.
  ColumnBatch write(ColumnBatch proposed) {
    writing.check(proposed);
    requireArbiters(proposed);
    List<@Nullable Key[]> keys = new ArrayList<>();
    for (UniqueLookup arbiter : conflict.arbiters()) {
      keys.add(keys(arbiter, proposed));
    }
    List<Written> written = new ArrayList<>();
    int[] pending = new int[proposed.size()];
    Arrays.setAll(pending, i -> i);
    while (pending.length > 0) {
      context.cancelToken().check();
      List<Integer> later = new ArrayList<>();
      int[] round = firstOfEachKey(pending, keys, later);
      write(proposed, round, keys, written);
      pending = later.stream().mapToInt(Integer::intValue).toArray();
    }
    written.sort((a, b) -> Integer.compare(a.position(), b.position()));
    return gathered(written);
  }

  private static int[] firstOfEachKey(
      int[] pending, List<@Nullable Key[]> keys, List<Integer> later) {
    List<Set<Key>> seen = new ArrayList<>();
    keys.forEach(any -> seen.add(new HashSet<>()));
    int[] round = new int[pending.length];
    int count = 0;
    for (int row : pending) {
      boolean isFirst = true;
      for (int i = 0; i < seen.size(); i++) {
        Key key = keys.get(i)[row];
        isFirst &= key == null || seen.get(i).add(key);
      }
      if (isFirst) {
        round[count++] = row;
      } else {
        later.add(row);
      }
    }
    return Arrays.copyOf(round, count);
  }

  /// Of a deferrable constraint no row is the one that is there.
  private void requireArbiters(ColumnBatch proposed) {
    for (UniqueLookup arbiter : conflict.arbiters()) {
      if (arbiter.isDeferrable() && proposed.size() > 0) {
        throw new StatementException(
                SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as"
                    + " arbiters")
            .object(table.schema(), table.name(), null, arbiter.name());
      }
    }
  }

  /// The keys by logical row; null where the row collides with none.
  private @Nullable Key[] keys(UniqueLookup arbiter, ColumnBatch batch) {
    byte[] @Nullable [] encoded = arbiter.keys(batch, context.evaluation());
    @Nullable Key[] keys = new @Nullable Key[encoded.length];
    for (int i = 0; i < keys.length; i++) {
      byte[] key = encoded[i];
      keys[i] = key == null ? null : new Key(key);
    }
    return keys;
  }

  private void write(
      ColumnBatch proposed, int[] round, List<@Nullable Key[]> keys, List<Written> written) {
    Map<Integer, Present> present = new HashMap<>();
    for (int i = 0; i < conflict.arbiters().size(); i++) {
      find(i, round, keys.get(i), present);
    }
    int[] absent = Arrays.stream(round).filter(row -> !present.containsKey(row)).toArray();
    if (absent.length > 0) {
      insert(proposed, absent, written);
      for (int i = 0; i < keys.size(); i++) {
        for (int row : absent) {
          affect(i, keys.get(i)[row]);
        }
      }
    }
    if (conflict.newRow() != null && !present.isEmpty()) {
      int[] meeting = Arrays.stream(round).filter(present::containsKey).toArray();
      update(conflict.newRow(), proposed, meeting, present, keys, written);
    }
  }

  private void affect(int arbiter, @Nullable Key key) {
    if (key != null) {
      affected.get(arbiter).add(key);
    }
  }

  /// A row that is there already.
  private record Present(ColumnBatch rows, int row, int arbiter) {}

  private void find(int arbiter, int[] round, @Nullable Key[] keys, Map<Integer, Present> present) {
    int[] asked =
        Arrays.stream(round)
            .filter(row -> keys[row] != null && !present.containsKey(row))
            .toArray();
    VectorBuilder wanted = VectorBuilder.of(VectorKind.BYTES, asked.length);
    for (int row : asked) {
      wanted.appendBytes(Objects.requireNonNull(keys[row]).bytes());
    }
    UniqueLookup lookup = conflict.arbiters().get(arbiter);
    for (RowsByKey.Found found : lookup.find((BytesVector) wanted.build(), context)) {
      for (int i = 0; i < found.keys().length; i++) {
        present.put(
            asked[found.keys()[i]], new Present(found.rows(), found.rows().row(i), arbiter));
      }
    }
  }

  private void insert(ColumnBatch proposed, int[] absent, List<Written> written) {
    int[] rows = Arrays.stream(absent).map(proposed::row).toArray();
    ColumnBatch batch = proposed.select(rows, rows.length);
    try {
      writing.insert(batch);
    } catch (SqlException e) {
      String constraint = e.constraint();
      boolean isArbiter =
          conflict.arbiters().stream().anyMatch(arbiter -> arbiter.name().equals(constraint));
      if (e.state() == SqlState.UNIQUE_VIOLATION && isArbiter) {
        throw new StaleRowException();
      }
      throw e;
    }
    for (int position : absent) {
      written.add(new Written(position, proposed, proposed.row(position)));
    }
  }

  private void update(
      List<Expression> newRow,
      ColumnBatch proposed,
      int[] meeting,
      Map<Integer, Present> present,
      List<@Nullable Key[]> keys,
      List<Written> written) {
    lock(meeting, present, keys);
    ColumnBatch pairs = pairs(proposed, meeting, present);
    Expression condition = conflict.condition();
    int[] chosen = new int[meeting.length];
    int count = meeting.length;
    if (condition == null) {
      Arrays.setAll(chosen, i -> i);
    } else {
      count = condition.select(pairs, chosen, context.evaluation());
    }
    if (count == 0) {
      return;
    }
    ColumnBatch selected = pairs.select(chosen, count);
    VectorBuilder rowKeys = VectorBuilder.of(VectorKind.BYTES, count);
    for (int i = 0; i < count; i++) {
      int row = meeting[chosen[i]];
      Present old = Objects.requireNonNull(present.get(row));
      affect(old.arbiter(), keys.get(old.arbiter())[row]);
      rowKeys.append(rowKey(old), old.row());
    }
    Vector[] columns = new Vector[newRow.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = newRow.get(i).evaluate(selected, context.evaluation());
    }
    ColumnBatch rows = selected.withColumns(columns);
    writing.check(rows);
    ColumnBatch old = selected.withColumns(Arrays.copyOf(pairs.columns(), table.columns().size()));
    writing.update((BytesVector) rowKeys.build(), rows, old);
    for (int i = 0; i < count; i++) {
      written.add(new Written(meeting[chosen[i]], rows, rows.row(i)));
    }
    for (int i = 0; i < conflict.arbiters().size(); i++) {
      for (Key key : keys(conflict.arbiters().get(i), rows)) {
        affect(i, key);
      }
    }
  }

  /// Rows that are there are locked before the condition is asked: they may be changing, and a row that
  /// does not match now is not to match when the statement is over.
  private void lock(int[] meeting, Map<Integer, Present> present, List<@Nullable Key[]> keys) {
    VectorBuilder rowKeys = VectorBuilder.of(VectorKind.BYTES, meeting.length);
    for (int row : meeting) {
      Present old = Objects.requireNonNull(present.get(row));
      requireUntouched(old.arbiter(), keys.get(old.arbiter())[row]);
      rowKeys.append(rowKey(old), old.row());
    }
    context
        .storage()
        .lockRows(table, (BytesVector) rowKeys.build(), RowLock.NO_KEY_UPDATE, WaitPolicy.WAIT);
  }

  private Vector rowKey(Present row) {
    return row.rows().column(table.columns().size());
  }

  /// As in PostgreSQL, whatever the condition says of the row.
  private void requireUntouched(int arbiter, @Nullable Key key) {
    if (key != null && affected.get(arbiter).contains(key)) {
      throw new StatementException(
              SqlState.CARDINALITY_VIOLATION,
              "ON CONFLICT DO UPDATE command cannot affect row a second time")
          .hint(
              "Ensure that no rows proposed for insertion within the same command have duplicate"
                  + " constrained values.");
    }
  }

  /// The present rows' columns beside those of the proposed rows.
  private ColumnBatch pairs(ColumnBatch proposed, int[] meeting, Map<Integer, Present> present) {
    int width = table.columns().size();
    BatchBuilder builder = new BatchBuilder(twice(TableColumns.types(table)), meeting.length);
    for (int position : meeting) {
      Present old = Objects.requireNonNull(present.get(position));
      for (int i = 0; i < width; i++) {
        builder.column(i).append(old.rows().column(i), old.row());
        builder.column(width + i).append(proposed.column(i), proposed.row(position));
      }
      builder.endRow();
    }
    return builder.build();
  }

  private static List<SqlType> twice(List<SqlType> types) {
    List<SqlType> twice = new ArrayList<>(types);
    twice.addAll(types);
    return twice;
  }

  private ColumnBatch gathered(List<Written> written) {
    int width = table.columns().size();
    BatchBuilder builder = new BatchBuilder(TableColumns.types(table), written.size());
    for (Written row : written) {
      for (int i = 0; i < width; i++) {
        builder.column(i).append(row.rows().column(i), row.row());
      }
      builder.endRow();
    }
    return builder.build();
  }
}
