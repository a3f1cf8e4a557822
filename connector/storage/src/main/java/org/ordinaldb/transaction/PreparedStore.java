package org.ordinaldb.transaction;

import com.sleepycat.je.Cursor;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.DatabaseException;
import com.sleepycat.je.Get;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ordinaldb.type.ByteSink;

/// The `prepared` database: global id in UTF-8, to [PreparedRecord]. That an id's record stands in
/// it *is* the prepared state; the JE transaction that commits it deletes it. Safe for use by many
/// threads.
public final class PreparedStore {
  private final Journal journal;
  private final Database prepared;

  public PreparedStore(Journal journal) {
    this.journal = journal;
    this.prepared = journal.database("prepared");
  }

  /// Writes a record; when this returns, it is on the device.
  public void put(String globalId, PreparedRecord record) {
    ByteSink bytes = new ByteSink(256);
    record.encode(bytes);
    Seal.put(bytes);
    journal.transact(
        Journal.Sync.DEVICE,
        transaction -> RecordParts.put(prepared, transaction, key(globalId), bytes));
  }

  /// Forgets a transaction that is rolled back, or that had nothing to commit.
  public void delete(String globalId) {
    journal.transact(Journal.Sync.DEVICE, deletion(globalId));
  }

  /// The deletion, to be part of the JE transaction that commits.
  public Journal.Work deletion(String globalId) {
    return transaction -> RecordParts.delete(prepared, transaction, key(globalId));
  }

  /// Every record, encoded, by global id.
  public Map<String, byte[]> all() {
    Map<String, List<byte[]>> parts = new LinkedHashMap<>();
    DatabaseEntry key = new DatabaseEntry();
    DatabaseEntry data = new DatabaseEntry();
    try (Cursor cursor = prepared.openCursor(null, null)) {
      while (cursor.get(key, data, Get.NEXT, null) != null) {
        String globalId = globalId(RecordParts.key(key.getData()));
        parts.computeIfAbsent(globalId, id -> new ArrayList<>()).add(data.getData());
      }
    } catch (DatabaseException e) {
      throw Journal.translated(e);
    }
    Map<String, byte[]> all = new LinkedHashMap<>();
    parts.forEach((globalId, record) ->
        all.put(
            globalId,
            RecordParts.opened(record, "the record of prepared transaction " + globalId)));
    return all;
  }

  /// The zero byte at the end keeps the parts of an id apart from those of an id that it begins.
  private static byte[] key(String globalId) {
    return (globalId + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private static String globalId(byte[] key) {
    return new String(key, 0, key.length - 1, StandardCharsets.UTF_8);
  }
}
