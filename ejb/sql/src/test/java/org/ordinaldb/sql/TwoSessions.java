package org.ordinaldb.sql;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A new database and two sessions, for tests in which they wait for each other.
abstract class TwoSessions {
  @TempDir Path directory = Path.of("");
  TestDatabase database;
  Client first;
  Client second;

  @BeforeEach
  void openSessions() {
    database = open(directory);
    first = new Client(database);
    second = new Client(database);
  }

  /// For tests that need another database than most.
  TestDatabase open(Path folder) {
    return new TestDatabase(folder);
  }

  @AfterEach
  void closeSessions() {
    first.close();
    second.close();
    database.close();
  }

  void restart() {
    closeSessions();
    openSessions();
  }
}
