package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.ordinaldb.storage.TestDatabase.keys;
import static org.ordinaldb.storage.TestDatabase.rows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.Seeds;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.transaction.IsolationLevel;

/// Flips single bits in copies of a data directory: what is read afterwards is right, or an error says
/// what is damaged. `-Dflips=` asks for more of them.
class DamageFuzzTest {
  private static final int FLIPS = Integer.getInteger("flips", 40);
  private static final int ROWS = 30_000;

  @TempDir Path directory;

  /// Segments, a delta above them, and a log that has both in it.
  private List<String> fill(Path home) {
    try (TestDatabase database = new TestDatabase(home, config())) {
      for (int from = 0; from < ROWS; from += 2000) {
        insert(database, from, 2000);
      }
      database.engine.compact();
      try (StorageSession session = database.session()) {
        session.delete(database.table, keys(5, 500, 5000));
        session.update(database.table, keys(7, 70, 7000), rows(7, 1, 70, 2, 7000, 3));
        session.commit();
      }
      for (int i = 0; i < 40; i++) {
        insert(database, ROWS + 10 * i, 10);
      }
      return database.contents();
    }
  }

  private static StorageConfig config() {
    return StorageConfig.DEFAULT.withSegmentRows(8192).withJournalFileBytes(1_000_000);
  }

  private static void insert(TestDatabase database, long first, int count) {
    long[] rows = new long[2 * count];
    for (int i = 0; i < count; i++) {
      rows[2 * i] = first + i;
      rows[2 * i + 1] = (first + i) * 31 % 1009;
    }
    database.insert(rows);
  }

  @Test
  void anUndamagedDatabaseHasNoFindings() {
    fill(directory);
    try (TestDatabase database = new TestDatabase(directory, config())) {
      assertThat(database.engine.check(new CancelToken())).isEmpty();
      insert(database, 900_000, 10);
      assertThat(database.engine.check(new CancelToken())).isEmpty();
    }
  }

  @Test
  void aFlippedBitIsFoundOrHarmlessAndNeverGivesAWrongRow() throws IOException {
    Random random = new Random(Seeds.next("DamageFuzzTest"));
    Path home = directory.resolve("whole");
    List<String> expected = fill(home);
    int found = 0;
    for (int flip = 0; flip < FLIPS; flip++) {
      Path copy = directory.resolve("copy" + flip);
      copy(home, copy);
      String where = flipBit(copy, random);
      Outcome outcome =
          assertTimeoutPreemptively(Duration.ofSeconds(60), () -> read(copy, expected), where);
      assertThat(outcome.wrong()).as(where).isNull();
      found += outcome.errors().isEmpty() ? 0 : 1;
      if (!outcome.errors().isEmpty()) {
        String file = where.substring(where.lastIndexOf(' ') + 1);
        assertThat(outcome.errors()).as(where).anyMatch(error -> error.contains(file));
      }
      delete(copy);
    }
    System.out.printf("DamageFuzzTest flips=%d found=%d%n", FLIPS, found);
    assertThat(found).isGreaterThan(FLIPS / 2);
  }

  /// @param errors what the check found, or why the database could not be opened or read
  /// @param wrong how the rows that were read differ from the right ones, or null
  private record Outcome(List<String> errors, @org.jspecify.annotations.Nullable String wrong) {}

  private static Outcome read(Path home, List<String> expected) {
    List<String> errors = new ArrayList<>();
    try (TestDatabase database = new TestDatabase(home, config())) {
      try (StorageSession session = database.session(IsolationLevel.REPEATABLE_READ)) {
        List<String> rows = database.contents(session);
        if (!rows.equals(expected)) {
          return new Outcome(errors, rows.size() + " rows instead of " + expected.size());
        }
      } catch (SqlException e) {
        errors.add(e.text() + " " + e.detail());
      }
      database.engine.check(new CancelToken()).forEach(finding -> errors.add(finding.toString()));
    } catch (SqlException e) {
      errors.add(e.text() + " " + e.detail());
    }
    return new Outcome(errors, null);
  }

  private static String flipBit(Path home, Random random) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(home)) {
      all.filter(DamageFuzzTest::holdsData).sorted().forEach(files::add);
    }
    Path file = files.get(random.nextInt(files.size()));
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long at = random.nextLong(bytes.length());
      int bit = random.nextInt(8);
      bytes.seek(at);
      int value = bytes.read();
      bytes.seek(at);
      bytes.write(value ^ (1 << bit));
      return "bit " + bit + " of byte " + at + " of " + file.getFileName();
    }
  }

  private static boolean holdsData(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jdb") || name.equals("ordinal.mark");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> all = Files.list(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(Path home) throws IOException {
    try (Stream<Path> all = Files.list(home)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(home);
  }
}
