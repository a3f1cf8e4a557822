package org.ordinaldb.storage;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// An engine over a temporary directory with one table `t (id bigint primary key, v bigint, s text)`
/// and short ways to write and read it.
final class TestDatabase implements AutoCloseable {
  static final int[] ALL = {0, 1, 2};

  final Path directory;
  final StorageConfig config;
  private final ScheduledExecutorService background;
  StorageEngine engine;
  TableDescriptor table;

  TestDatabase(Path directory, StorageConfig config) {
    this(directory, config, Executors.newScheduledThreadPool(1));
  }

  /// @param background shut down with the database
  TestDatabase(Path directory, StorageConfig config, ScheduledExecutorService background) {
    this.directory = directory;
    this.config = config;
    this.background = background;
    this.engine = open();
    TableDescriptor present = engine.catalog().table(Catalog.PUBLIC, "t");
    this.table = present == null ? create("t") : present;
  }

  TestDatabase(Path directory) {
    this(directory, StorageConfig.DEFAULT);
  }

  private StorageEngine open() {
    return StorageEngine.open(directory, config, background, Clock.systemUTC());
  }

  void reopen() {
    engine.close();
    engine = open();
    table = current(table.name());
  }

  static TableDescriptor descriptor(int id, String name, boolean keyed) {
    return new TableDescriptor(
        id,
        Catalog.PUBLIC,
        name,
        List.of(
            new ColumnDescriptor("id", SqlType.INT8, false, null),
            new ColumnDescriptor("v", SqlType.INT8, true, null),
            new ColumnDescriptor("s", SqlType.TEXT, true, null)),
        keyed ? new PrimaryKey(name + "_pkey", List.of(0)) : null);
  }

  TableDescriptor create(String name) {
    return create(name, true);
  }

  TableDescriptor create(String name, boolean keyed) {
    try (StorageSession session = session()) {
      session.changeCatalog(c -> c.with(descriptor(c.nextId(), name, keyed)));
      session.commit();
    }
    return current(name);
  }

  /// The table as it is committed now.
  TableDescriptor current(String name) {
    return Objects.requireNonNull(engine.catalog().table(Catalog.PUBLIC, name));
  }

  /// A session with a transaction begun, and its snapshot taken.
  StorageSession session() {
    return session(IsolationLevel.READ_COMMITTED);
  }

  StorageSession session(IsolationLevel isolation) {
    StorageSession session = engine.openSession();
    session.begin(isolation, false);
    session.beginStatement();
    return session;
  }

  /// Rows `id, v, "s" + v`.
  static ColumnBatch rows(long... idsAndValues) {
    int count = idsAndValues.length / 2;
    long[] ids = new long[count];
    long[] values = new long[count];
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      ids[i] = idsAndValues[2 * i];
      values[i] = idsAndValues[2 * i + 1];
      texts[i] = "s" + values[i];
    }
    return new ColumnBatch(
        count, LongVector.of(ids), LongVector.of(values), BytesVector.ofStrings(texts));
  }

  static BytesVector keys(long... ids) {
    VectorBuilder builder = VectorBuilder.of(VectorKind.BYTES, ids.length);
    for (long id : ids) {
      builder.appendBytes(KeyCodec.encodeLong(id));
    }
    return (BytesVector) builder.build();
  }

  void insert(long... idsAndValues) {
    try (StorageSession session = session()) {
      session.insert(table, rows(idsAndValues));
      session.commit();
    }
  }

  /// `id:v` of every row, in key order.
  List<String> contents() {
    try (StorageSession session = session()) {
      return contents(session);
    }
  }

  List<String> contents(StorageSession session) {
    return read(session, ScanRequest.all(table, ALL));
  }

  static List<String> read(StorageSession session, ScanRequest request) {
    try (TableScan scan = session.scan(request)) {
      return drain(scan);
    }
  }

  static List<String> drain(TableScan scan) {
    List<String> rows = new ArrayList<>();
    for (ColumnBatch batch = scan.next(); batch != null; batch = scan.next()) {
      rows.addAll(strings(batch));
    }
    return rows;
  }

  static List<String> strings(ColumnBatch batch) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      long id = ((LongVector) batch.column(0)).values()[row];
      long value = ((LongVector) batch.column(1)).values()[row];
      String text = ((BytesVector) batch.column(2)).string(row);
      if (!text.equals("s" + value)) {
        throw new AssertionError("row " + id + " has v " + value + " and s " + text);
      }
      rows.add(id + ":" + value);
    }
    return rows;
  }

  @Override
  public void close() {
    engine.close();
    background.close();
  }
}
