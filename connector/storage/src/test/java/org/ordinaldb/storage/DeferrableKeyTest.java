package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// The entries of a deferrable constraint's index: `v`, then the row's `id`.
class DeferrableKeyTest {
  @TempDir Path directory;
  private TestDatabase database;
  private TableDescriptor entries;
  private StorageSession session;

  @BeforeEach
  void open() {
    database = new TestDatabase(directory);
    try (StorageSession ddl = database.session()) {
      ddl.changeCatalog(
          catalog -> catalog.with(database.table.withIndexes(List.of(index(catalog.nextId())))));
      ddl.commit();
    }
    TableDescriptor table = database.current("t");
    entries = IndexTable.of(table, table.indexes().getFirst()).entries();
    session = database.session(IsolationLevel.REPEATABLE_READ);
  }

  private static IndexDescriptor index(int id) {
    return new IndexDescriptor(
        id,
        "t_v",
        List.of(new IndexPart(1, null, SqlType.INT8, false, false)),
        List.of(),
        true,
        true,
        null,
        true,
        false,
        Deferral.INITIALLY_IMMEDIATE,
        true);
  }

  @AfterEach
  void close() {
    session.close();
    database.close();
  }

  @Test
  void entriesOfOneKeyAreRefusedWhenTheyAreChecked() {
    session.insert(entries, entry(5, 1));
    session.insert(entries, entry(5, 2));
    assertRefused();
  }

  @Test
  void anEntryThatWentIsNotCounted() {
    session.insert(entries, entry(5, 1));
    session.insert(entries, entry(5, 2));
    session.delete(entries, keys(entry(5, 1), 2));
    assertThatCode(() -> session.requireUnique(entries, prefix(5))).doesNotThrowAnyException();
  }

  @Test
  void keysNextToTheOneAreNotCounted() {
    session.insert(entries, entry(4, 1));
    session.insert(entries, entry(5, 1));
    session.insert(entries, entry(6, 1));
    assertThatCode(() -> session.requireUnique(entries, prefix(5))).doesNotThrowAnyException();
  }

  @Test
  void anEntryThatTheSnapshotDoesNotSeeCounts() {
    try (StorageSession other = database.session()) {
      other.insert(entries, entry(5, 1));
      other.commit();
    }
    session.insert(entries, entry(5, 2));
    assertRefused();
  }

  @Test
  void entriesInSegmentsCount() {
    try (StorageSession other = database.session()) {
      other.insert(entries, entry(5, 1));
      other.commit();
    }
    session.close();
    database.engine.compact();
    session = database.session();
    session.insert(entries, entry(5, 2));
    assertRefused();
    session.delete(entries, keys(entry(5, 1), 2));
    assertThatCode(() -> session.requireUnique(entries, prefix(5))).doesNotThrowAnyException();
  }

  private void assertRefused() {
    assertThatThrownBy(() -> session.requireUnique(entries, prefix(5)))
        .isInstanceOfSatisfying(
            SqlException.class,
            error -> {
              assertThat(error.state()).isEqualTo(SqlState.UNIQUE_VIOLATION);
              assertThat(error.detail()).isEqualTo("Key (v)=(5) already exists.");
              assertThat(error.constraint()).isEqualTo("t_v");
            });
  }

  private static ColumnBatch entry(long value, long id) {
    return new ColumnBatch(1, LongVector.of(new long[] {value}), LongVector.of(new long[] {id}));
  }

  private BytesVector prefix(long value) {
    return keys(entry(value, 0), 1);
  }

  private BytesVector keys(ColumnBatch entry, int parts) {
    ByteSink sink = new ByteSink(32);
    Vector[] columns = entry.columns();
    entries.keyCodec().encodePrefix(columns, 0, parts, sink);
    VectorBuilder keys = VectorBuilder.of(VectorKind.BYTES, 1);
    keys.appendBytes(sink.toByteArray());
    return (BytesVector) keys.build();
  }
}
