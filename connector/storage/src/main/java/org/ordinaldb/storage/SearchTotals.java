package org.ordinaldb.storage;

import java.util.concurrent.atomic.LongAdder;

/// What all searches cost since the engine was opened. Safe for use by many threads.
final class SearchTotals {
  private final LongAdder predictions = new LongAdder();
  private final LongAdder windowRows = new LongAdder();
  private final LongAdder gallops = new LongAdder();
  private final LongAdder chunksRead = new LongAdder();

  void add(ScanStatistics cost) {
    chunksRead.add(cost.chunksRead());
    if (cost.predictions() > 0) {
      predictions.add(cost.predictions());
      windowRows.add(cost.windowRows());
      gallops.add(cost.gallops());
    }
  }

  long predictions() {
    return predictions.sum();
  }

  long windowRows() {
    return windowRows.sum();
  }

  long gallops() {
    return gallops.sum();
  }

  long chunksRead() {
    return chunksRead.sum();
  }
}
