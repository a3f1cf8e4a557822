package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.catalog.SessionDefaults;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.storage.StorageSession;
import org.ordinaldb.transaction.IsolationLevel;

/// What ALTER ROLE and ALTER DATABASE set is what sessions begin with.
class SessionDefaultsTest {
  @TempDir Path directory = Path.of("");
  private TestDatabase database;

  @BeforeEach
  void open() {
    database = new TestDatabase(directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theNarrowestWinsAndTheClientOverAll() {
    assertThat(begun(Map.of())).isEqualTo("0 default");
    run("ALTER ROLE ALL SET statement_timeout = 1000");
    assertThat(begun(Map.of())).isEqualTo("1s global");
    run("ALTER DATABASE ordinal SET statement_timeout TO '2s'");
    assertThat(begun(Map.of())).isEqualTo("2s database");
    run("ALTER USER ordinal SET statement_timeout TO '3s'");
    assertThat(begun(Map.of())).isEqualTo("3s user");
    run("ALTER ROLE ordinal IN DATABASE ordinal SET statement_timeout = '4s'");
    assertThat(begun(Map.of())).isEqualTo("4s database user");
    assertThat(begun(Map.of("statement_timeout", "5s"))).isEqualTo("5s client");
  }

  @Test
  void aRunningSessionKeepsItsValuesAndResetsToThem() {
    try (SessionTarget session = new SessionTarget(database.open())) {
      run(session, "ALTER ROLE ordinal SET bytea_output = 'escape'");
      assertThat(value(session, "SHOW bytea_output")).isEqualTo("hex");
    }
    try (SessionTarget session = new SessionTarget(database.open())) {
      run(session, "SET bytea_output = 'hex'");
      assertThat(source(session, "bytea_output")).isEqualTo("hex session");
      run(session, "RESET bytea_output");
      assertThat(source(session, "bytea_output")).isEqualTo("escape user");
    }
  }

  @Test
  void theySurviveARestartWithTheirTransaction() {
    try (SessionTarget session = new SessionTarget(database.open())) {
      run(session, "BEGIN");
      run(session, "ALTER ROLE ordinal SET application_name = 'kept'");
      run(session, "COMMIT");
      run(session, "BEGIN");
      run(session, "ALTER ROLE ordinal SET application_name = 'lost'");
      run(session, "CREATE TABLE t (a int)");
      run(session, "ROLLBACK");
    }
    database.close();
    database = new TestDatabase(directory);
    try (SessionTarget session = new SessionTarget(database.open())) {
      assertThat(value(session, "SHOW application_name")).isEqualTo("kept");
      run(session, "CREATE TABLE t (a int)");
      run(session, "DROP TABLE t");
      assertThat(value(session, "SELECT setconfig FROM pg_db_role_setting"))
          .isEqualTo("{application_name=kept}");
    }
  }

  @Test
  void onlyTheRoleThatTheyAreForHasThem() {
    run("ALTER ROLE ordinal SET application_name = 'mine'");
    SessionRequest other = new SessionRequest("other", "ordinal", "", Map.of());
    try (SessionTarget session =
        new SessionTarget(database.sql().open(other, SessionListener.NONE))) {
      assertThat(value(session, "SHOW application_name")).isEmpty();
      run(session, "ALTER ROLE CURRENT_USER SET application_name = 'theirs'");
      assertThat(value(session, "SELECT rolconfig FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("{application_name=theirs}");
    }
  }

  @Test
  void aValueThatHasBecomeInvalidIsWarnedOf() {
    try (StorageSession storage = database.storage().openSession()) {
      storage.begin(IsolationLevel.READ_COMMITTED, false);
      storage.changeCatalog(catalog ->
          catalog.with(
              new SessionDefaults(null, "ordinal", List.of())
                  .with("gone", "1")
                  .with("TimeZone", "Nowhere")
                  .with("application_name", "still read")));
      storage.commit();
    }
    List<String> notices = new ArrayList<>();
    SessionListener listener =
        new SessionListener() {
          @Override
          public void notice(Notice notice) {
            notices.add(notice.severity() + " " + notice.state().code() + " " + notice.message());
          }

          @Override
          public void parameterChanged(String name, String value) {}
        };
    try (SessionTarget session = new SessionTarget(database.open(listener))) {
      assertThat(value(session, "SHOW application_name")).isEqualTo("still read");
      assertThat(value(session, "SHOW TimeZone")).isEqualTo("UTC");
    }
    assertThat(notices)
        .containsExactly(
            "WARNING 42704 unrecognized configuration parameter \"gone\"",
            "WARNING 22023 invalid value for parameter \"TimeZone\": \"Nowhere\"");
  }

  private @Nullable String begun(Map<String, String> wanted) {
    SessionRequest request = new SessionRequest("ordinal", "ordinal", "", wanted);
    try (SessionTarget session =
        new SessionTarget(database.sql().open(request, SessionListener.NONE))) {
      return source(session, "statement_timeout");
    }
  }

  private static @Nullable String source(SessionTarget session, String name) {
    return value(
        session, "SELECT setting || ' ' || source FROM pg_settings WHERE name = '" + name + "'");
  }

  private void run(String sql) {
    try (SessionTarget session = new SessionTarget(database.open())) {
      run(session, sql);
    }
  }

  private static void run(SessionTarget session, String sql) {
    assertThat(session.run(sql).error()).as(sql).isNull();
  }

  private static @Nullable String value(SessionTarget session, String sql) {
    return session.run(sql).rows().getFirst().getFirst();
  }
}
