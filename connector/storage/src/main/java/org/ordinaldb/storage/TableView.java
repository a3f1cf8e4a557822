package org.ordinaldb.storage;

import java.util.List;
import org.ordinaldb.transaction.DeltaEntry;
import org.ordinaldb.transaction.DeltaTree;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;

/// One table as one reader sees it: committed content at a snapshot under the transaction's own
/// writes. Immutable.
record TableView(DeltaTree overlay) {

  long count(List<KeyRange> ranges) {
    long count = 0;
    for (KeyRange range : ranges) {
      if (!range.isEmpty()) {
        byte[] end = range.to();
        count += (end == null ? overlay.net() : rank(end)) - rank(range.from());
      }
    }
    return count;
  }

  long rank(byte[] key) {
    return overlay.netBefore(overlay.indexOf(key));
  }

  ColumnBatch get(TableLayout layout, BytesVector keys, int[] projection) {
    RowAppender rows = new RowAppender(layout, projection, keys.length());
    for (int i = 0; i < keys.length(); i++) {
      DeltaEntry entry = overlay.get(keys.bytes(i));
      byte[] row = entry == null ? null : entry.row();
      if (entry != null && row != null) {
        rows.append(entry, row);
      }
    }
    return rows.take();
  }
}
