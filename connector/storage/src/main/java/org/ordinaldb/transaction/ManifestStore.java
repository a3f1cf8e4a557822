package org.ordinaldb.transaction;

import com.sleepycat.je.Cursor;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.DatabaseException;
import com.sleepycat.je.Get;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ordinaldb.type.ByteSink;

/// The `manifests` database: table id, 4 bytes, to [Manifest]. A put replaces the former manifest in
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
    ByteSink bytes = new ByteSink(1024);
    manifest.encode(bytes);
    Seal.put(bytes);
    // The log's order makes this durable before anything that is written after it and relies on it.
    journal.transact(
        Journal.Sync.SYSTEM,
        transaction -> {
          RecordParts.delete(manifests, transaction, key(table));
          RecordParts.put(manifests, transaction, key(table), bytes);
        });
  }

  public void remove(int table) {
    journal.transact(
        Journal.Sync.SYSTEM, transaction -> RecordParts.delete(manifests, transaction, key(table)));
  }

  /// Every manifest by table.
  public Map<Integer, Manifest> all() {
    Map<Integer, List<byte[]>> parts = new HashMap<>();
    DatabaseEntry key = new DatabaseEntry();
    DatabaseEntry data = new DatabaseEntry();
    try (Cursor cursor = manifests.openCursor(null, null)) {
      while (cursor.get(key, data, Get.NEXT, null) != null) {
        int table = (int) ByteSink.INT.get(key.getData(), 0);
        parts.computeIfAbsent(table, id -> new ArrayList<>()).add(data.getData());
      }
    } catch (DatabaseException e) {
      throw Journal.translated(e);
    }
    Map<Integer, Manifest> all = new HashMap<>();
    parts.forEach((table, record) -> {
      byte[] manifest = RecordParts.opened(record, "the manifest of table " + table);
      all.put(table, Manifest.decode(manifest));
    });
    return all;
  }

  private static byte[] key(int table) {
    byte[] key = new byte[4];
    ByteSink.INT.set(key, 0, table);
    return key;
  }
}
