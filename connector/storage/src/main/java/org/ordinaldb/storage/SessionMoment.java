package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.transaction.Snapshot;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.transaction.TableWrites;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// A snapshot that a session holds on to. Owned by the session's thread.
final class SessionMoment implements Moment {
  private final SessionCalls calls;
  private final Snapshot snapshot;
  private final SessionCost cost;

  SessionMoment(SessionCalls calls, Snapshot snapshot, SessionCost cost) {
    this.calls = calls;
    this.snapshot = snapshot;
    this.cost = cost;
  }

  @Override
  public ColumnBatch get(TableDescriptor table, BytesVector keys, int[] projection) {
    calls.enter();
    try {
      TableState state = snapshot.state().table(table.id());
      TableView view = new TableView(state.runs(), state.delta());
      TableLayout layout = new TableLayout(table);
      return new PointReader(layout, snapshot.state(), TableWrites.NONE, view, cost)
          .get(keys, projection);
    } finally {
      calls.leave();
    }
  }

  @Override
  public List<BytesVector> changedSince(Moment earlier, TableDescriptor table) {
    long since = ((SessionMoment) earlier).snapshot.commit();
    TableState state = snapshot.state().table(table.id());
    assert state.truncatedAt() <= since && state.loadedAt() <= since;
    List<BytesVector> batches = new ArrayList<>();
    VectorBuilder keys = VectorBuilder.of(VectorKind.BYTES, ColumnBatch.ROWS_MAX);
    state
        .delta()
        .forEachNewer(
            since,
            entry -> {
              keys.appendBytes(entry.key());
              if (keys.length() == ColumnBatch.ROWS_MAX) {
                batches.add((BytesVector) keys.build());
              }
            });
    if (keys.length() > 0) {
      batches.add((BytesVector) keys.build());
    }
    return batches;
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
