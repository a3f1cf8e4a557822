package org.ordinaldb.bench;

import java.util.List;
import java.util.Objects;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.BulkLoad;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// A table `t (id bigint primary key, v bigint, s text)` with the ids from 0 on.
record SampleTable(TableDescriptor descriptor) {
  private static final int BLOCK = 4096;

  /// Makes the table and fills it in key order.
  static SampleTable create(StorageEngine engine, int rows) {
    try (StorageSession session = engine.openSession()) {
      session.begin(IsolationLevel.READ_COMMITTED, false);
      session.changeCatalog(catalog ->
          catalog.with(
              new TableDescriptor(
                  catalog.nextId(),
                  Catalog.PUBLIC,
                  "t",
                  List.of(
                      new ColumnDescriptor("id", SqlType.INT8, false, null),
                      new ColumnDescriptor("v", SqlType.INT8, false, null),
                      new ColumnDescriptor("s", SqlType.TEXT, false, null)),
                  new PrimaryKey("t_pkey", List.of(0)))));
      session.commit();
      TableDescriptor table = Objects.requireNonNull(engine.catalog().table(Catalog.PUBLIC, "t"));
      session.begin(IsolationLevel.READ_COMMITTED, false);
      try (BulkLoad load = session.bulkLoad(table)) {
        for (int first = 0; first < rows; first += BLOCK) {
          long[] ids = new long[Math.min(BLOCK, rows - first)];
          for (int i = 0; i < ids.length; i++) {
            ids[i] = first + i;
          }
          load.add(batch(ids, first));
        }
        load.finish();
      }
      session.commit();
      return new SampleTable(table);
    }
  }

  /// Replaces a row in a transaction of its own.
  void update(StorageSession session, long id, long value) {
    session.begin(IsolationLevel.READ_COMMITTED, false);
    VectorBuilder key = VectorBuilder.of(VectorKind.BYTES, 1);
    key.appendBytes(KeyCodec.encodeLong(id));
    session.update(descriptor, (BytesVector) key.build(), batch(new long[] {id}, value));
    session.commit();
  }

  private static ColumnBatch batch(long[] ids, long value) {
    long[] values = new long[ids.length];
    String[] texts = new String[ids.length];
    for (int i = 0; i < ids.length; i++) {
      values[i] = value + i;
      texts[i] = "row " + ids[i] * 7919 % 100_003;
    }
    return new ColumnBatch(
        ids.length, LongVector.of(ids), LongVector.of(values), BytesVector.ofStrings(texts));
  }
}
