package org.ordinaldb.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sleepycat.je.CheckpointConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.SqlType;

class CommitLogTest {
  @TempDir Path directory;
  private Journal journal;
  private CommitLog log;

  @BeforeEach
  void open() {
    journal = openJournal(0);
    log = new CommitLog(journal);
  }

  private Journal openJournal(long freeDiskBytes) {
    return Journal.open(directory, 16 << 20, 64 << 20, freeDiskBytes);
  }

  private void reopen() {
    journal.close();
    journal = openJournal(0);
    log = new CommitLog(journal);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private void append(long number, int byteCount) {
    ByteSink sink = new ByteSink(byteCount);
    for (int i = 0; i < byteCount; i++) {
      sink.putByte((byte) (i * number));
    }
    append(number, sink, null);
  }

  private void append(long number, ByteSink record, @Nullable Catalog catalog) {
    Seal.put(record);
    log.append(
        List.of(new CommitLog.Entry(number, record, catalog, work -> {})), Journal.Sync.SYSTEM);
  }

  private List<String> replayed() {
    List<String> found = new ArrayList<>();
    log.replay(
        0,
        (number, record) -> {
          boolean right = true;
          for (int i = 0; i < record.length; i++) {
            right &= record[i] == (byte) (i * number);
          }
          found.add(number + ":" + record.length + (right ? "" : " damaged"));
        });
    return found;
  }

  @Test
  void recordsOfAnySizeComeBackInCommitOrder() {
    append(2, 20 << 20);
    append(1, 10);
    append(300, 8 << 20);
    assertThat(replayed()).containsExactly("1:10", "2:20971520", "300:8388608");
    assertThat(log.replay(0, (number, record) -> {})).isEqualTo(300);
    assertThat(log.replay(300, (number, record) -> {})).isEqualTo(300);
  }

  @Test
  void trimmingForgetsWhatSegmentsHold() {
    for (int number = 1; number <= 2500; number++) {
      append(number, 5);
    }
    log.trim(2498);
    assertThat(replayed()).containsExactly("2499:5", "2500:5");
    log.trim(5000);
    assertThat(replayed()).isEmpty();
  }

  @Test
  void trimmingThatIsCutShortLeavesWholeRecords() {
    for (int number = 1; number < 1000; number++) {
      append(number, 5);
    }
    append(1000, 9 << 20);
    append(1001, 5);
    // JE's own, which the large record sets off, would be among the writes that the disk counts.
    journal.call(env -> {
      env.checkpoint(new CheckpointConfig().setForce(true));
      return true;
    });
    try (FaultyDisk disk = new FaultyDisk()) {
      disk.failFrom(2);
      assertThatThrownBy(() -> log.trim(1001)).isInstanceOf(SqlException.class);
    }
    reopen();
    assertThat(replayed()).containsExactly("1001:5");
  }

  @Test
  void theNewestCatalogComesBackAsItWas() {
    TableDescriptor table =
        new TableDescriptor(
            16384,
            "public",
            "städte",
            List.of(
                new ColumnDescriptor("id", SqlType.INT8, false, null),
                new ColumnDescriptor("price", SqlType.numeric(10, 2), true, "1.5 + 2"),
                new ColumnDescriptor("name", SqlType.TEXT, true, null)),
            new PrimaryKey("städte_pkey", List.of(2, 0)));
    Catalog catalog = Catalog.EMPTY.with(table).with(table.withName("other"));
    ByteSink record = new ByteSink(16);
    record.putByte((byte) 1);
    assertThat(log.catalog()).isEqualTo(Catalog.EMPTY);
    append(9, record, catalog);
    assertThat(log.catalog()).isEqualTo(catalog);
    assertThat(log.catalogCommit()).isEqualTo(9);
  }

  @Test
  void aFullDiskIsToldAsPostgresqlDoes() {
    journal.close();
    journal = openJournal(1L << 60);
    log = new CommitLog(journal);
    assertThatThrownBy(this::appendUntilRefused)
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("No space left on device");
    List<String> before = replayed();
    reopen();
    assertThat(replayed()).isEqualTo(before);
  }

  /// JE looks at the free space in a thread of its own, so the first records may still pass.
  private void appendUntilRefused() throws InterruptedException {
    for (int number = 1; number <= 1000; number++) {
      append(number, 10);
      Thread.sleep(20);
    }
  }
}
