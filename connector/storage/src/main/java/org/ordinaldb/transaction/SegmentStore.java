package org.ordinaldb.transaction;

import com.sleepycat.je.CacheMode;
import com.sleepycat.je.Cursor;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.DatabaseException;
import com.sleepycat.je.Get;
import com.sleepycat.je.OperationResult;
import com.sleepycat.je.Put;
import com.sleepycat.je.ReadOptions;
import com.sleepycat.je.WriteOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.segment.BuiltSegment;
import org.ordinaldb.segment.ChunkCache;
import org.ordinaldb.segment.ChunkSink;
import org.ordinaldb.segment.ChunkStore;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.segment.SegmentDescriptor;
import org.ordinaldb.segment.SegmentLayout;
import org.ordinaldb.type.ByteSink;

/// Segments in JE. Safe for use by many threads.
///
///     chunks:  | segment id, 8 | column, 4 | chunk, 4 |  ->  encoded chunk
///     models:  | segment id, 8 |  ->  | the learned index | seal, 4 |
///
/// What is written here becomes part of a table by a manifest or a commit record only; both are
/// written later, so that the order of JE's log makes chunks durable before what names them.
public final class SegmentStore implements ChunkStore, ChunkSink {
  private static final int DELETE_BATCH = 1000;
  private static final WriteOptions WRITE = new WriteOptions().setCacheMode(CacheMode.EVICT_LN);
  private static final ReadOptions READ = new ReadOptions().setCacheMode(CacheMode.EVICT_LN);

  private final Journal journal;
  private final Database chunks;
  private final Database models;
  private final ChunkCache cache;
  private final boolean learned;
  private final AtomicLong nextId;

  public SegmentStore(Journal journal, ChunkCache cache, boolean learned) {
    this.journal = journal;
    this.chunks = journal.database("chunks");
    this.models = journal.database("models");
    this.cache = cache;
    this.learned = learned;
    this.nextId = new AtomicLong(greatestId() + 1);
  }

  public ChunkCache cache() {
    return cache;
  }

  /// An id that no segment has had before.
  public long newId() {
    return nextId.getAndIncrement();
  }

  @Override
  public byte[] read(long segmentId, int column, int chunk) {
    DatabaseEntry data = new DatabaseEntry();
    DatabaseEntry key = new DatabaseEntry(chunkKey(segmentId, column, chunk));
    OperationResult found = journal.call(env -> chunks.get(null, key, data, Get.SEARCH, READ));
    if (found == null) {
      throw new InternalException(
          SqlState.DATA_CORRUPTED,
          "segment " + segmentId + ", column " + column + ", chunk " + chunk + " is missing");
    }
    return data.getData();
  }

  @Override
  public void write(long segmentId, int column, int chunk, byte[] encoded) {
    put(chunks, chunkKey(segmentId, column, chunk), encoded);
  }

  /// Keeps the model of a segment that was just built, and opens it.
  public Segment add(BuiltSegment built, SegmentLayout layout) {
    put(models, idKey(built.descriptor().id()), Seal.sealed(built.model()));
    return Segment.open(built.descriptor(), layout, built.model(), learned, this, cache);
  }

  public Segment open(SegmentDescriptor descriptor, SegmentLayout layout) {
    return Segment.open(descriptor, layout, model(descriptor.id()), learned, this, cache);
  }

  /// The stored form of a segment's learned index.
  public byte[] model(long segmentId) {
    DatabaseEntry data = new DatabaseEntry();
    DatabaseEntry key = new DatabaseEntry(idKey(segmentId));
    OperationResult found = journal.call(env -> models.get(null, key, data, Get.SEARCH, READ));
    String name = "the model of segment " + segmentId;
    if (found == null) {
      throw new InternalException(SqlState.DATA_CORRUPTED, name + " is missing");
    }
    return Seal.opened(data.getData(), name);
  }

  /// The ids of every segment that has chunks, also of unfinished ones.
  public Set<Long> ids() {
    Set<Long> ids = new HashSet<>();
    DatabaseEntry key = new DatabaseEntry(idKey(0));
    DatabaseEntry noData = noData();
    try (Cursor cursor = chunks.openCursor(null, null)) {
      while (cursor.get(key, noData, Get.SEARCH_GTE, READ) != null) {
        long id = (long) ByteSink.LONG.get(key.getData(), 0);
        ids.add(id);
        key.setData(idKey(id + 1));
      }
    } catch (DatabaseException e) {
      throw Journal.translated(e);
    }
    return ids;
  }

  /// Deletes a segment, finished or not. Its chunks go last, for they are what a start looks for when
  /// the deletion was cut short.
  public void delete(long segmentId) {
    journal.transact(
        Journal.Sync.NONE,
        transaction -> models.delete(transaction, new DatabaseEntry(idKey(segmentId))));
    boolean[] more = {true};
    while (more[0]) {
      journal.transact(
          Journal.Sync.NONE,
          transaction -> {
            try (Cursor cursor = chunks.openCursor(transaction, null)) {
              more[0] = deleteSome(cursor, segmentId);
            }
          });
    }
  }

  /// Gives the space of deleted segments back.
  public void reclaim(BooleanSupplier stopped) {
    journal.reclaim(stopped);
  }

  private static boolean deleteSome(Cursor cursor, long segmentId) {
    DatabaseEntry key = new DatabaseEntry(idKey(segmentId));
    OperationResult found = cursor.get(key, noData(), Get.SEARCH_GTE, READ);
    for (int deleted = 0; deleted < DELETE_BATCH; deleted++) {
      if (found == null || (long) ByteSink.LONG.get(key.getData(), 0) != segmentId) {
        return false;
      }
      cursor.delete(WRITE);
      found = cursor.get(key, noData(), Get.NEXT, READ);
    }
    return true;
  }

  private long greatestId() {
    DatabaseEntry key = new DatabaseEntry();
    try (Cursor cursor = chunks.openCursor(null, null)) {
      return cursor.get(key, noData(), Get.LAST, READ) == null
          ? 0
          : (long) ByteSink.LONG.get(key.getData(), 0);
    } catch (DatabaseException e) {
      throw Journal.translated(e);
    }
  }

  private void put(Database database, byte[] key, byte[] value) {
    journal.transact(
        Journal.Sync.NONE,
        transaction ->
            database.put(
                transaction,
                new DatabaseEntry(key),
                new DatabaseEntry(value),
                Put.OVERWRITE,
                WRITE));
  }

  private static DatabaseEntry noData() {
    DatabaseEntry none = new DatabaseEntry();
    none.setPartial(0, 0, true);
    return none;
  }

  private static byte[] idKey(long segmentId) {
    byte[] key = new byte[8];
    ByteSink.LONG.set(key, 0, segmentId);
    return key;
  }

  private static byte[] chunkKey(long segmentId, int column, int chunk) {
    byte[] key = new byte[16];
    ByteSink.LONG.set(key, 0, segmentId);
    ByteSink.INT.set(key, 8, column);
    ByteSink.INT.set(key, 12, chunk);
    return key;
  }
}
