package org.ordinaldb.transaction;

import com.sleepycat.je.CacheMode;
import com.sleepycat.je.Cursor;
import com.sleepycat.je.CursorConfig;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.DatabaseException;
import com.sleepycat.je.Get;
import com.sleepycat.je.OperationResult;
import com.sleepycat.je.ReadOptions;
import com.sleepycat.je.Transaction;
import com.sleepycat.je.WriteOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.type.ByteSink;

/// The log of commits: that a number's record stands in it *is* the commit.
///
///     commits:  | commit number, 8 | part, 4 |  ->  record and seal, or 8 MB of one that is larger
///     catalog:  empty key  ->  | commit number, 8 | the newest catalog | seal, 4 |
///
/// Records are written in one JE transaction with all their parts, and those of a group of commits
/// too. Safe for use by many threads.
public final class CommitLog {
  /// Takes the records of the log, encoded ([CommitRecord]), in commit order.
  @FunctionalInterface
  public interface Reader {
    void accept(long number, byte[] record);
  }

  /// A commit to be written.
  ///
  /// @param record encoded, with its [Seal]
  /// @param catalog the new one when the transaction changed it
  /// @param also something else to do in the same JE transaction
  public record Entry(long number, ByteSink record, @Nullable Catalog catalog, Journal.Work also) {}

  private static final int TRIM_BATCH = 1000;
  private static final byte[] CATALOG_KEY = {};
  private static final WriteOptions WRITE = new WriteOptions().setCacheMode(CacheMode.EVICT_LN);
  private static final ReadOptions READ = new ReadOptions().setCacheMode(CacheMode.EVICT_LN);

  private final Journal journal;
  private final Database commits;
  private final Database catalogs;

  public CommitLog(Journal journal) {
    this.journal = journal;
    this.commits = journal.database("commits");
    this.catalogs = journal.database("catalog");
  }

  /// Writes records in one JE transaction; when this returns, their transactions have happened, and
  /// when it throws, none has.
  public void append(List<Entry> entries, Journal.Sync sync) {
    journal.transact(sync, transaction -> entries.forEach(entry -> put(transaction, entry)));
  }

  private void put(Transaction transaction, Entry entry) {
    entry.also().run(transaction);
    RecordParts.put(commits, transaction, key(entry.number()), entry.record());
    Catalog catalog = entry.catalog();
    if (catalog != null) {
      ByteSink sink = new ByteSink(1024);
      sink.putLong(entry.number());
      sink.putBytes(CatalogCodec.encode(catalog));
      Seal.put(sink);
      catalogs.put(
          transaction, new DatabaseEntry(CATALOG_KEY), new DatabaseEntry(sink.toByteArray()));
    }
  }

  /// The newest committed catalog.
  public Catalog catalog() {
    byte[] bytes = catalogEntry();
    return bytes == null
        ? Catalog.EMPTY
        : CatalogCodec.decode(Arrays.copyOfRange(bytes, 8, bytes.length));
  }

  /// The number of the commit that made the newest catalog; 0 when there was none.
  public long catalogCommit() {
    byte[] bytes = catalogEntry();
    return bytes == null ? 0 : (long) ByteSink.LONG.get(bytes, 0);
  }

  private byte @Nullable [] catalogEntry() {
    DatabaseEntry data = new DatabaseEntry();
    DatabaseEntry key = new DatabaseEntry(CATALOG_KEY);
    OperationResult found = journal.call(env -> catalogs.get(null, key, data, Get.SEARCH, READ));
    return found == null ? null : Seal.opened(data.getData(), "the catalog");
  }

  /// Reads every record with a number greater than `after`.
  ///
  /// @return the greatest number in the log, or `after` when there is none
  public long replay(long after, Reader reader) {
    return read(after, CursorConfig.READ_COMMITTED, reader);
  }

  /// Reads every record while nobody writes any, so that none has to be locked.
  ///
  /// @return the greatest number in the log, or 0 when there is none
  public long recover(Reader reader) {
    return read(0, CursorConfig.READ_UNCOMMITTED, reader);
  }

  private long read(long after, CursorConfig isolation, Reader reader) {
    long last = after;
    List<byte[]> parts = new ArrayList<>();
    try (Cursor cursor = commits.openCursor(null, isolation)) {
      DatabaseEntry key = new DatabaseEntry(RecordParts.partKey(key(after + 1), 0));
      DatabaseEntry data = new DatabaseEntry();
      OperationResult found = cursor.get(key, data, Get.SEARCH_GTE, READ);
      while (found != null) {
        long number = (long) ByteSink.LONG.get(key.getData(), 0);
        if (number != last && !parts.isEmpty()) {
          reader.accept(last, opened(last, parts));
          parts.clear();
        }
        last = number;
        parts.add(data.getData());
        found = cursor.get(key, data, Get.NEXT, READ);
      }
    } catch (DatabaseException e) {
      throw Journal.translated(e);
    }
    if (!parts.isEmpty()) {
      reader.accept(last, opened(last, parts));
    }
    return last;
  }

  /// Deletes the records up to and including `through`: segments hold what they said.
  public void trim(long through) {
    boolean[] more = {true};
    while (more[0]) {
      journal.transact(
          Journal.Sync.SYSTEM,
          transaction -> {
            try (Cursor cursor = commits.openCursor(transaction, null)) {
              more[0] = deleteSome(cursor, through);
            }
          });
    }
  }

  /// Deletes whole records only: a crash must not leave one without its first parts.
  private static boolean deleteSome(Cursor cursor, long through) {
    DatabaseEntry key = new DatabaseEntry();
    DatabaseEntry noData = new DatabaseEntry();
    noData.setPartial(0, 0, true);
    long last = 0;
    for (int deleted = 0; cursor.get(key, noData, Get.NEXT, READ) != null; deleted++) {
      long number = (long) ByteSink.LONG.get(key.getData(), 0);
      if (number > through) {
        return false;
      }
      if (deleted >= TRIM_BATCH && number != last) {
        return true;
      }
      cursor.delete(WRITE);
      last = number;
    }
    return false;
  }

  private static byte[] key(long number) {
    byte[] key = new byte[8];
    ByteSink.LONG.set(key, 0, number);
    return key;
  }

  private static byte[] opened(long number, List<byte[]> parts) {
    return RecordParts.opened(parts, "the record of commit " + number);
  }
}
