package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.storage.BulkLoad;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.storage.LockersWait;
import org.ordinaldb.storage.Moment;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.storage.ScanStatistics;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.storage.TableScan;
import org.ordinaldb.storage.WaitPolicy;
import org.ordinaldb.transaction.AdvisoryKey;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.transaction.LockersProgress;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.transaction.TableLock;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// One table in a sorted map of one-row batches, without transactions.
final class FakeStorage implements StorageSession {
  final TreeMap<byte[], ColumnBatch> rows = new TreeMap<>(Arrays::compareUnsigned);
  private final CancelToken cancelToken = new CancelToken();

  @Override
  public void beginBuild(TableDescriptor table) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Moment moment() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void changeCatalog(UnaryOperator<Catalog> change, TableLock lock) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean tryLockCatalog() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean lockTable(TableDescriptor table, TableLock mode, long millis) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void lockTableForSession(TableDescriptor table, TableLock mode) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unlockTables() {
    throw new UnsupportedOperationException();
  }

  @Override
  public LockersWait lockers(TableDescriptor table, TableLock mode, LockersProgress progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void truncate(IndexDescriptor index) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean sees(IndexDescriptor index) {
    return true;
  }

  @Override
  public long insert(TableDescriptor table, ColumnBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      ColumnBatch one = one(batch, batch.row(i));
      byte[] key = key(table, one);
      if (rows.putIfAbsent(key, one) != null) {
        throw new IllegalStateException("duplicate key");
      }
    }
    return 0;
  }

  @Override
  public void update(TableDescriptor table, BytesVector rowKeys, ColumnBatch batch) {
    delete(table, rowKeys);
    insert(table, batch);
  }

  @Override
  public void delete(TableDescriptor table, BytesVector rowKeys) {
    for (int i = 0; i < rowKeys.length(); i++) {
      if (rows.remove(rowKeys.bytes(i)) == null) {
        throw new IllegalStateException("no such row");
      }
    }
  }

  @Override
  public TableScan scan(ScanRequest request) {
    List<byte[]> keys = new ArrayList<>();
    for (byte[] key : rows.keySet()) {
      if (request.ranges().stream().anyMatch(range -> range.contains(key))) {
        keys.add(key);
      }
    }
    List<byte[]> ordered = request.reverse() ? keys.reversed() : keys;
    int from = (int) Math.min(request.offset(), ordered.size());
    int to =
        request.limit() < 0
            ? ordered.size()
            : (int) Math.min(ordered.size(), from + request.limit());
    Iterator<byte[]> wanted = ordered.subList(from, to).iterator();
    return new TableScan() {
      @Override
      public @Nullable ColumnBatch next() {
        if (!wanted.hasNext()) {
          return null;
        }
        byte[] key = wanted.next();
        return project(request.table(), List.of(key), request.projection());
      }

      @Override
      public ScanStatistics statistics() {
        return new ScanStatistics(1, 2, 0, 0, 0, 0);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public ColumnBatch get(TableDescriptor table, BytesVector keys, int[] projection) {
    List<byte[]> found = new ArrayList<>();
    for (int i = 0; i < keys.length(); i++) {
      if (rows.containsKey(keys.bytes(i))) {
        found.add(keys.bytes(i));
      }
    }
    return project(table, found, projection);
  }

  private ColumnBatch project(TableDescriptor table, List<byte[]> keys, int[] projection) {
    List<SqlType> types = TableColumns.types(table, projection);
    BatchBuilder batch = new BatchBuilder(types, keys.size());
    for (byte[] key : keys) {
      for (int i = 0; i < projection.length; i++) {
        if (projection[i] == ScanRequest.ROW_KEY) {
          batch.column(i).appendBytes(key);
        } else {
          batch.column(i).append(Objects.requireNonNull(rows.get(key)).column(projection[i]), 0);
        }
      }
      batch.endRow();
    }
    return batch.build();
  }

  @Override
  public long count(TableDescriptor table, List<KeyRange> ranges) {
    return rows.keySet().stream()
        .filter(key -> ranges.stream().anyMatch(range -> range.contains(key)))
        .count();
  }

  @Override
  public long rank(TableDescriptor table, byte[] key) {
    return rows.headMap(key).size();
  }

  private static byte[] key(TableDescriptor table, ColumnBatch row) {
    List<Integer> columns = Objects.requireNonNull(table.primaryKey()).columns();
    Vector[] parts = columns.stream().map(row::column).toArray(Vector[]::new);
    return table.keyCodec().encode(parts, 0);
  }

  private static ColumnBatch one(ColumnBatch batch, int row) {
    Vector[] columns = new Vector[batch.columnCount()];
    for (int i = 0; i < columns.length; i++) {
      VectorBuilder builder = VectorBuilder.of(batch.column(i).kind(), 1);
      builder.append(batch.column(i), row);
      columns[i] = builder.build();
    }
    return new ColumnBatch(1, columns);
  }

  @Override
  public ScanStatistics statistics() {
    return ScanStatistics.NONE;
  }

  @Override
  public CancelToken cancelToken() {
    return cancelToken;
  }

  @Override
  public void begin(IsolationLevel isolation, boolean readOnly) {}

  @Override
  public boolean inTransaction() {
    return true;
  }

  @Override
  public void beginStatement() {}

  @Override
  public boolean keepsSnapshot() {
    return false;
  }

  @Override
  public void readNewest(Runnable reads) {
    reads.run();
  }

  @Override
  public ReadView readView() {
    return () -> {};
  }

  @Override
  public <T extends @Nullable Object> T readIn(ReadView view, Supplier<T> reads) {
    return reads.get();
  }

  @Override
  public void commit() {}

  @Override
  public void rollback() {}

  @Override
  public void prepare(String globalId, String owner) {}

  @Override
  public void register(Synchronization synchronization) {}

  @Override
  public Savepoint savepoint() {
    return new Savepoint() {};
  }

  @Override
  public void retryStatement(Savepoint savepoint) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void endStatement() {}

  @Override
  public void identify(int number) {}

  @Override
  public void rollbackTo(Savepoint savepoint) {}

  @Override
  public void synchronousCommit(boolean on) {}

  @Override
  public void lockTimeoutMillis(long millis) {}

  @Override
  public Catalog catalog() {
    return Catalog.EMPTY;
  }

  @Override
  public void lockCatalog() {
    throw new IllegalStateException();
  }

  @Override
  public void changeCatalog(UnaryOperator<Catalog> change) {
    throw new IllegalStateException();
  }

  @Override
  public boolean[] lockRows(
      TableDescriptor table, BytesVector keys, RowLock strength, WaitPolicy policy) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void lockKeys(TableDescriptor entries, BytesVector keys) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void requireUnique(TableDescriptor entries, BytesVector keys) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void requireUntouchedReads() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void lockTable(TableDescriptor table, TableLock mode, boolean waits) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean lockAdvisory(
      AdvisoryKey key, boolean shared, boolean forTransaction, boolean waits) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean unlockAdvisory(AdvisoryKey key, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unlockAllAdvisory() {}

  @Override
  public void readOnly(boolean value) {}

  @Override
  public void truncate(TableDescriptor table) {
    rows.clear();
  }

  @Override
  public BulkLoad bulkLoad(TableDescriptor table) {
    throw new IllegalStateException();
  }

  @Override
  public void close() {}
}
