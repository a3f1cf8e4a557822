package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What psql 15 and pgjdbc ask the system tables. The queries of psql's commands stand in
/// `psql-15.sql` as `psql -E` shows them.
class CatalogQueriesTest {
  @TempDir static Path directory;

  private static DevServer server;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    server = new DevServer(0, directory);
    connection =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:"
                + server.port()
                + "/ordinal?user=ordinal&preferQueryMode=simple");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE cities (geoname_id bigint PRIMARY KEY, name text NOT NULL,"
              + " country char(2), population bigint DEFAULT 0)");
      statement.execute("CREATE TABLE pairs (b int, a int, PRIMARY KEY (a, b))");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    server.close();
  }

  @Test
  void everyQueryOfPsqlIsAnswered() throws Exception {
    String oid = rows("SELECT 'cities'::regclass::oid").getFirst();
    for (String query : psqlQueries()) {
      rows(query.replace("OID", oid));
    }
  }

  private static List<String> psqlQueries() throws Exception {
    try (InputStream stream =
        Objects.requireNonNull(CatalogQueriesTest.class.getResourceAsStream("psql-15.sql"))) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return List.of(text.split(";\n"));
    }
  }

  private static List<String> psql(String command) throws Exception {
    String oid = rows("SELECT 'cities'::regclass::oid").getFirst();
    List<String> rows = new ArrayList<>();
    for (String query : psqlQueries()) {
      if (query.strip().startsWith("-- " + command + "\n")) {
        rows.addAll(rows(query.replace("OID", oid)));
      }
    }
    return rows;
  }

  @Test
  void describeListsTablesOfTheSearchPath() throws Exception {
    assertThat(psql("\\d"))
        .containsExactly("public|cities|table|ordinal", "public|pairs|table|ordinal");
    assertThat(psql("\\dt"))
        .containsExactly("public|cities|table|ordinal", "public|pairs|table|ordinal");
    assertThat(psql("\\di"))
        .containsExactly(
            "public|cities_pkey|index|ordinal|cities", "public|pairs_pkey|index|ordinal|pairs");
  }

  @Test
  void describeOfATableShowsColumnsAndPrimaryKey() throws Exception {
    assertThat(psql("\\d cities"))
        .contains(
            "geoname_id|bigint|null|t|null||",
            "name|text|null|t|null||",
            "country|character(2)|null|f|null||",
            "population|bigint|0|f|null||",
            "cities_pkey|t|t|f|t|CREATE UNIQUE INDEX cities_pkey ON public.cities USING btree"
                + " (geoname_id)|PRIMARY KEY (geoname_id)|p|f|f|f|0");
  }

  @Test
  void describeOfATableShowsItsUniqueConstraints() throws Exception {
    execute(
        "CREATE TABLE keyed (id int PRIMARY KEY DEFERRABLE, a int UNIQUE, b int,"
            + " CONSTRAINT ba UNIQUE NULLS NOT DISTINCT (b, a) INCLUDE (id) INITIALLY DEFERRED)");
    String oid = rows("SELECT 'keyed'::regclass::oid").getFirst();
    List<String> described = new ArrayList<>();
    for (String query : psqlQueries()) {
      if (query.strip().startsWith("-- \\d cities\n")) {
        described.addAll(rows(query.replace("OID", oid)));
      }
    }
    assertThat(described)
        .contains(
            "keyed_pkey|t|t|f|t|CREATE UNIQUE INDEX keyed_pkey ON public.keyed USING btree (id)"
                + "|PRIMARY KEY (id) DEFERRABLE|p|t|f|f|0",
            "keyed_a_key|f|t|f|t|CREATE UNIQUE INDEX keyed_a_key ON public.keyed USING btree (a)"
                + "|UNIQUE (a)|u|f|f|f|0",
            "ba|f|t|f|t|CREATE UNIQUE INDEX ba ON public.keyed USING btree (b, a) INCLUDE (id)"
                + " NULLS NOT DISTINCT|UNIQUE NULLS NOT DISTINCT (b, a) INCLUDE (id) DEFERRABLE"
                + " INITIALLY DEFERRED|u|t|t|f|0");
    execute("DROP TABLE keyed");
  }

  @Test
  void namesAndOidsOfRelationsConvertBothWays() throws SQLException {
    assertThat(rows("SELECT relname FROM pg_class WHERE oid = 'cities'::regclass"))
        .containsExactly("cities");
    assertThat(rows("SELECT oid::regclass FROM pg_class WHERE relname = 'cities_pkey'"))
        .containsExactly("cities_pkey");
    assertThatThrownBy(() -> rows("SELECT 'nowhere'::regclass"))
        .hasMessageContaining("relation \"nowhere\" does not exist");
  }

  @Test
  void aggregatesOverATableThatIsAlwaysEmptyStillGiveARow() throws SQLException {
    assertThat(rows("SELECT count(*) FROM pg_policy")).containsExactly("0");
    assertThat(rows("SELECT polname FROM pg_policy")).isEmpty();
    assertThat(
            rows(
                "SELECT c.relname FROM pg_class c LEFT JOIN pg_policy p ON true"
                    + " WHERE c.relname = 'cities'"))
        .containsExactly("cities");
  }

  @Test
  void indexesAreDescribedAsPostgresqlDoes() throws SQLException {
    execute("CREATE TABLE indexed (id int PRIMARY KEY, a int, b text, c int)");
    execute("CREATE INDEX ON indexed (lower(b))");
    execute("CREATE INDEX indexed_some ON indexed (a DESC, b NULLS FIRST) WHERE c > 5");
    execute("CREATE UNIQUE INDEX indexed_u ON indexed (a, b) INCLUDE (c) NULLS NOT DISTINCT");
    assertThat(rows("SELECT indexdef FROM pg_indexes WHERE tablename = 'indexed' ORDER BY 1"))
        .containsExactly(
            "CREATE INDEX indexed_lower_idx ON public.indexed USING btree (lower(b))",
            "CREATE INDEX indexed_some ON public.indexed USING btree (a DESC, b NULLS FIRST)"
                + " WHERE (c > 5)",
            "CREATE UNIQUE INDEX indexed_pkey ON public.indexed USING btree (id)",
            "CREATE UNIQUE INDEX indexed_u ON public.indexed USING btree (a, b) INCLUDE (c)"
                + " NULLS NOT DISTINCT");
    assertThat(
            rows(
                "SELECT c.relname, i.indkey, i.indnatts, i.indnkeyatts, i.indoption, i.indisunique"
                    + " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                    + " WHERE i.indrelid = 'indexed'::regclass AND pg_table_is_visible(c.oid)"
                    + " AND NOT i.indisprimary ORDER BY 1"))
        .containsExactly(
            "indexed_lower_idx|0|1|1|0|f",
            "indexed_some|2 3|2|2|3 2|f",
            "indexed_u|2 3 4|3|2|0 0|t");
    assertThat(
            rows(
                "SELECT attname, attnum, pg_get_indexdef(attrelid, attnum::int, true)"
                    + " FROM pg_attribute WHERE attrelid = 'indexed_u'::regclass ORDER BY 2"))
        .containsExactly("a|1|a", "b|2|b", "c|3|c");
    execute("DROP TABLE indexed");
    assertThat(rows("SELECT indexname FROM pg_indexes WHERE tablename = 'indexed'")).isEmpty();
  }

  @Test
  void ordinalsOwnViewsAreReadWithTheirSchema() throws SQLException {
    assertThat(rows("SELECT table_name, rows FROM ordinal.tables ORDER BY 1"))
        .containsExactly("cities|0", "pairs|0");
    assertThat(rows("SELECT table_name, widest_window FROM ordinal.learned_index")).isEmpty();
    assertThat(rows("SELECT table_name, stored_bytes FROM ordinal.segments")).isEmpty();
    assertThat(rows("SELECT place, problem FROM ordinal.check")).isEmpty();
    assertThat(rows("SELECT current_schema()")).containsExactly("public");
    assertThat(rows("SELECT count(*) FROM ordinal.sessions WHERE state = 'active'"))
        .containsExactly("1");
  }

  @Test
  void pgjdbcFindsTablesColumnsAndPrimaryKeys() throws SQLException {
    DatabaseMetaData data = connection.getMetaData();
    assertThat(column(data.getTables(null, "public", "%", new String[] {"TABLE"}), "TABLE_NAME"))
        .containsExactly("cities", "pairs");
    assertThat(column(data.getColumns(null, "public", "cities", "%"), "COLUMN_NAME"))
        .containsExactly("geoname_id", "name", "country", "population");
    assertThat(column(data.getColumns(null, "public", "cities", "%"), "TYPE_NAME"))
        .containsExactly("int8", "text", "bpchar", "int8");
    assertThat(column(data.getPrimaryKeys(null, "public", "pairs"), "COLUMN_NAME"))
        .containsExactly("a", "b");
    assertThat(column(data.getPrimaryKeys(null, "public", "pairs"), "KEY_SEQ"))
        .containsExactly("1", "2");
    assertThat(column(data.getBestRowIdentifier(null, "public", "cities", 0, true), "COLUMN_NAME"))
        .containsExactly("geoname_id");
    assertThat(column(data.getCatalogs(), "TABLE_CAT")).containsExactly("ordinal");
  }

  private static List<String> column(ResultSet rows, String name) throws SQLException {
    List<String> values = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        values.add(rows.getString(name));
      }
    }
    return values;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          values.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }
}
