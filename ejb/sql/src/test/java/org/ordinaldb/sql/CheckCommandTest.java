package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.KeyCodec;

class CheckCommandTest {
  @TempDir Path directory;

  @BeforeEach
  void fill() throws Exception {
    try (DevServer server = new DevServer(0, directory);
        var connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/ordinal?user=ordinal");
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id bigint PRIMARY KEY, name text)");
      for (int i = 0; i < 100; i++) {
        statement.execute("INSERT INTO t VALUES (" + i + ", 'row " + i + "')");
      }
      server.storage().compact();
      statement.execute("INSERT INTO t VALUES (1000, 'after the segments')");
    }
  }

  private record Result(int status, String out) {}

  private Result check() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status = CheckCommand.run(directory, new PrintStream(out, true, StandardCharsets.UTF_8));
    return new Result(status, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aSoundFolderIsSaidToBeSo() {
    assertThat(check()).isEqualTo(new Result(0, "nothing is wrong" + System.lineSeparator()));
  }

  @Test
  void anIndexThatDisagreesWithItsTableIsNamed() {
    try (TestDatabase database = new TestDatabase(directory)) {
      try (SessionTarget session = new SessionTarget(database.open())) {
        assertThat(session.run("CREATE INDEX i ON t (name)").error()).isNull();
      }
      try (StorageSession storage = database.storage().openSession()) {
        TableDescriptor table =
            Objects.requireNonNull(storage.catalog().table(Catalog.PUBLIC, "t"));
        storage.begin(IsolationLevel.READ_COMMITTED, false);
        storage.delete(table, new BytesVector(KeyCodec.encodeLong(7), new int[] {0, 8}, 1, null));
        storage.commit();
      }
    }
    assertThat(check())
        .isEqualTo(
            new Result(
                1,
                "place=public.t, index i  problem=the entry of key (name)=(row 7) is for row"
                    + " (id)=(7), which does not exist"
                    + System.lineSeparator()
                    + "1 found"
                    + System.lineSeparator()));
  }

  @Test
  void damageIsNamedAndChangesNothing() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("00000000.jdb").toFile(), "rw")) {
      file.seek(file.length() / 2);
      int value = file.read();
      file.seek(file.length() / 2);
      file.write(value ^ 4);
    }
    Result result = check();
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).contains("00000000.jdb");
    assertThat(check()).isEqualTo(result);
  }
}
