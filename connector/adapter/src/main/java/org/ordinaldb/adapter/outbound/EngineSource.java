package org.ordinaldb.adapter.outbound;

import org.ordinaldb.storage.StorageEngine;

/// Has the engine: the resource adapter, as this package sees it.
public interface EngineSource {
  /// The open engine; IllegalStateException when the adapter is not started.
  StorageEngine engine();
}
