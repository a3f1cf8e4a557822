package org.ordinaldb.transaction;

import com.sleepycat.je.Cursor;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.DatabaseException;
import com.sleepycat.je.Get;
import java.util.HashMap;
import java.util.Map;
import org.ordinaldb.type.ByteSink;

/// The `manifests` database: table id, 4 bytes, to [Manifest] and [Seal]. A put replaces the former manifest in
/// one JE transaction: that is the moment at which a compaction has happened. Chunks that no manifest
/// and no commit record names are garbage.
public final class ManifestStore {
  private final Journal journal;
  private final Database manifests;

  public ManifestStore(Journal journal) {
    this.journal = journal;
    this.manifests = journal.database("manifests");
  }

  public void put(int table, Manifest manifest) {
    DatabaseEntry data = new DatabaseEntry(Seal.sealed(manifest.toBytes()));
    // The log's order makes this durable before anything that is written after it and relies on it.
    journal.transact(
        Journal.Sync.SYSTEM, transaction -> manifests.put(transaction, key(table), data));
  }

  public void remove(int table) {
    journal.transact(Journal.Sync.SYSTEM, transaction -> manifests.delete(transaction, key(table)));
  }

  /// Every manifest by table.
  public Map<Integer, Manifest> all() {
    Map<Integer, Manifest> all = new HashMap<>();
    DatabaseEntry key = new DatabaseEntry();
    DatabaseEntry data = new DatabaseEntry();
    try (Cursor cursor = manifests.openCursor(null, null)) {
      while (cursor.get(key, data, Get.NEXT, null) != null) {
        int table = (int) ByteSink.INT.get(key.getData(), 0);
        byte[] manifest = Seal.opened(data.getData(), "the manifest of table " + table);
        all.put(table, Manifest.fromBytes(manifest));
      }
    } catch (DatabaseException e) {
      throw Journal.translated(e);
    }
    return all;
  }

  private static DatabaseEntry key(int table) {
    byte[] key = new byte[4];
    ByteSink.INT.set(key, 0, table);
    return new DatabaseEntry(key);
  }
}
