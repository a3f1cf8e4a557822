package org.ordinaldb.storage;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.transaction.DeltaEditor;
import org.ordinaldb.transaction.TableState;
import org.ordinaldb.transaction.TableWrites;

/// A table while recovery replays commits: one editor takes the changes of all of them, where a new
/// delta for each would copy its paths a million times. Owned by one thread at a
/// time.
final class ReplayedTable {
  private TableState state;
  private @Nullable DeltaEditor editor;
  private long lastChange;

  ReplayedTable(TableState state) {
    this.state = state;
  }

  void apply(TableWrites writes, long number) {
    if (writes.truncated() || !writes.loaded().isEmpty()) {
      state = state().after(writes, number);
      return;
    }
    DeltaEditor open = editor;
    if (open == null) {
      open = state.delta().edit();
      editor = open;
    }
    open.overlay(writes.own().cursor(0, writes.own().size()), number);
    lastChange = number;
  }

  TableState state() {
    DeltaEditor open = editor;
    if (open != null) {
      state = state.withDelta(open.build(), lastChange);
      editor = null;
    }
    return state;
  }
}
