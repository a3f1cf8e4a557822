package org.ordinaldb.adapter.api;

import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import java.io.Serializable;
import org.ordinaldb.storage.StorageEngine;

/// Where beans get at the storage engine. Safe for use by many threads.
public interface StorageConnectionFactory extends Serializable, Referenceable {
  /// A connection from the container's pool. Within a JTA transaction its work is part of that
  /// transaction; without one each of its changes must be begun and committed by the caller.
  StorageConnection getConnection() throws ResourceException;

  /// The engine itself, for whoever keeps transactions of their own (the SQL layer's sessions) and
  /// for monitoring. Open from the resource adapter's start to its stop.
  StorageEngine engine();
}
