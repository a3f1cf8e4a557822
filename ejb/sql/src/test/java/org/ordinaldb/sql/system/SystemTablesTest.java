package org.ordinaldb.sql.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.sql.expression.SessionView;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

class SystemTablesTest {
  private static final TableDescriptor CITIES =
      new TableDescriptor(
          16400,
          "public",
          "cities",
          List.of(
              new ColumnDescriptor("geoname_id", SqlType.INT8, false, null),
              new ColumnDescriptor("Name", SqlType.TEXT, false, "'?'"),
              new ColumnDescriptor("country", SqlType.character(2), true, null)),
          new PrimaryKey("cities_pkey", List.of(0, 1)));

  private static final TestSession SESSION = new TestSession(Catalog.EMPTY.with(CITIES));

  @Test
  void everyTableCanBeReadAndHasTheColumnsItDeclares() {
    for (VirtualTable table : SystemTables.all().tables()) {
      for (ColumnBatch batch : table.rows(SESSION)) {
        assertThat(batch.columnCount())
            .as(table.descriptor().qualifiedName())
            .isEqualTo(table.descriptor().columns().size());
        for (int i = 0; i < batch.columnCount(); i++) {
          ColumnDescriptor column = table.descriptor().columns().get(i);
          assertThat(batch.column(i).kind()).isEqualTo(column.type().vectorKind());
          assertThat(batch.column(i).hasNulls() && !column.nullable())
              .as(table.descriptor().qualifiedName() + "." + column.name())
              .isFalse();
        }
      }
    }
  }

  @Test
  void preparedTransactionsHaveTheirTimeAndOwner() {
    assertThat(
            select(
                "pg_prepared_xacts", "gid", "a b", "transaction", "prepared", "owner", "database"))
        .containsExactly("3|2000-01-01 00:00:00.000001+00|anna|ordinal");
  }

  @Test
  void aTableAndItsIndexAreRelations() {
    assertThat(select("pg_class", "relnamespace", "2200", "oid", "relname", "relkind", "relam"))
        .containsExactly("16400|cities|r|2", "1000016400|cities_pkey|i|403");
  }

  @Test
  void columnsCarryTheirTypesAndConstraints() {
    assertThat(
            select(
                "pg_attribute",
                "attrelid",
                "16400",
                "attnum",
                "attname",
                "atttypid",
                "atttypmod",
                "attnotnull",
                "atthasdef"))
        .containsExactly("1|geoname_id|20|-1|t|f", "2|Name|25|-1|t|t", "3|country|1042|6|f|f");
    assertThat(select("pg_attrdef", "adrelid", "16400", "adnum", "adbin")).containsExactly("2|'?'");
  }

  @Test
  void thePrimaryKeyIsAnIndexAndAConstraint() {
    assertThat(select("pg_index", "indrelid", "16400", "indexrelid", "indkey", "indisprimary"))
        .containsExactly("1000016400|1 2|t");
    assertThat(select("pg_constraint", "conrelid", "16400", "conname", "contype", "conkey"))
        .containsExactly("cities_pkey|p|{1,2}");
    assertThat(select("pg_indexes", "tablename", "cities", "indexdef"))
        .containsExactly(
            "CREATE UNIQUE INDEX cities_pkey ON public.cities USING btree (geoname_id, \"Name\")");
  }

  @Test
  void arraysPseudoTypesAndUnknownAreAmongTheTypes() {
    assertThat(select("pg_type", "oid", "705", "typname", "typtype")).containsExactly("unknown|p");
    assertThat(select("pg_type", "oid", "2249", "typname")).containsExactly("record");
    assertThat(select("pg_type", "oid", "1007", "typname", "typelem")).containsExactly("_int4|23");
    for (TypeKind kind : TypeKind.values()) {
      assertThat(select("pg_type", "typname", kind.catalogName(), "oid"))
          .containsExactly(Integer.toString(kind.oid()));
    }
  }

  @Test
  void informationSchemaDescribesColumns() {
    VirtualTable columns =
        Objects.requireNonNull(SystemTables.all().table("information_schema", "columns"));
    assertThat(
            select(
                columns,
                "table_name",
                "cities",
                "column_name",
                "is_nullable",
                "data_type",
                "character_maximum_length",
                "numeric_precision"))
        .containsExactly(
            "geoname_id|NO|bigint|null|64",
            "Name|NO|text|null|null",
            "country|YES|character|2|null");
  }

  @Test
  void aCheckNamesTheColumnThatIsDamaged() {
    VirtualTable check = Objects.requireNonNull(SystemTables.all().table("ordinal", "check"));
    assertThat(
            select(
                check, "place", "public.cities", "segment_id", "column_name", "chunk", "problem"))
        .containsExactly("3|Name|4|it is damaged");
  }

  @Test
  void everySegmentTellsItsModelAndItsSize() {
    VirtualTable models =
        Objects.requireNonNull(SystemTables.all().table("ordinal", "learned_index"));
    assertThat(
            select(
                models,
                "table_name",
                "cities",
                "segment_id",
                "keys",
                "nodes",
                "model_bytes",
                "bytes_per_key",
                "widest_window"))
        .containsExactly("1|600|3|250|0.4166666666666667|64", "2|400|2|200|0.5|9");
    VirtualTable segments = Objects.requireNonNull(SystemTables.all().table("ordinal", "segments"));
    assertThat(select(segments, "table_name", "cities", "rows", "chunks", "stored_bytes"))
        .containsExactly("600|1|24000", "400|1|16000");
    VirtualTable tables = Objects.requireNonNull(SystemTables.all().table("ordinal", "tables"));
    assertThat(select(tables, "table_name", "cities", "rows", "segments", "delta_rows"))
        .containsExactly("1000|2|100");
  }

  @Test
  void tablesOfWhatOrdinalDoesNotHaveAreKnownToBeEmpty() {
    assertThat(table("pg_policy").isAlwaysEmpty()).isTrue();
    assertThat(table("pg_class").isAlwaysEmpty()).isFalse();
    assertThat(table("pg_policy").rows(SESSION)).isEmpty();
  }

  @Test
  void namesAreResolvedAndWrittenAsRegclassDoes() {
    SessionView session = SESSION;
    assertThat(RelationNames.oid("cities", session)).isEqualTo(16400);
    assertThat(RelationNames.oid("PUBLIC.Cities", session)).isEqualTo(16400);
    assertThat(RelationNames.oid("\"Cities\"", session)).isNull();
    assertThat(RelationNames.oid("cities_pkey", session)).isEqualTo(1000016400);
    assertThat(RelationNames.oid("pg_class", session)).isEqualTo(1259);
    assertThat(RelationNames.oid("1259", session)).isEqualTo(1259);
    assertThat(RelationNames.name(16400, session)).isEqualTo("cities");
    assertThat(RelationNames.name(9001, session)).isEqualTo("ordinal.learned_index");
    assertThat(RelationNames.name(42, session)).isEqualTo("42");
  }

  @Test
  void identifiersAreQuotedWhereTheyMustBe() {
    assertThat(Identifiers.quoted("cities")).isEqualTo("cities");
    assertThat(Identifiers.quoted("Cities")).isEqualTo("\"Cities\"");
    assertThat(Identifiers.quoted("a\"b")).isEqualTo("\"a\"\"b\"");
    assertThat(Identifiers.quoted("select")).isEqualTo("\"select\"");
    assertThat(Identifiers.quoted("1a")).isEqualTo("\"1a\"");
  }

  @Test
  void typesAreNamedAsFormatTypeNamesThem() {
    assertThat(TypeNamesText.format(1042, 6)).isEqualTo("character(2)");
    assertThat(TypeNamesText.format(1700, (10 << 16 | 2) + 4)).isEqualTo("numeric(10,2)");
    assertThat(TypeNamesText.format(1007, -1)).isEqualTo("integer[]");
    assertThat(TypeNamesText.format(18, -1)).isEqualTo("\"char\"");
    assertThat(TypeNamesText.format(2205, -1)).isEqualTo("regclass");
    assertThat(TypeNamesText.format(0, -1)).isEqualTo("-");
    assertThat(TypeNamesText.format(987654, -1)).isEqualTo("???");
  }

  /// PostgreSQL 15's answers.
  @Test
  void sizesAreWrittenForPeople() {
    assertThat(ByteSizes.pretty(0)).isEqualTo("0 bytes");
    assertThat(ByteSizes.pretty(10239)).isEqualTo("10239 bytes");
    assertThat(ByteSizes.pretty(10240)).isEqualTo("10 kB");
    assertThat(ByteSizes.pretty(10485247)).isEqualTo("10239 kB");
    assertThat(ByteSizes.pretty(10485248)).isEqualTo("10 MB");
    assertThat(ByteSizes.pretty(-123456789)).isEqualTo("-118 MB");
    assertThat(ByteSizes.pretty(12_345_678_901_234L)).isEqualTo("11 TB");
  }

  @Test
  void arrayTextIsTakenApart() {
    assertThat(ArrayText.elements("{a,\"b c\",NULL,\"NULL\",\"q\\\"\"}"))
        .containsExactly("a", "b c", null, "NULL", "q\"");
    assertThat(ArrayText.elements("{}")).isEmpty();
  }

  private static VirtualTable table(String name) {
    return Objects.requireNonNull(SystemTables.all().table("pg_catalog", name));
  }

  private static List<String> select(String table, String key, String value, String... columns) {
    return select(table(table), key, value, columns);
  }

  /// The rows in which `key` is `value`, as text joined by bars.
  private static List<String> select(
      VirtualTable table, String key, String value, String... columns) {
    List<String> rows = new ArrayList<>();
    for (ColumnBatch batch : table.rows(SESSION)) {
      for (int i = 0; i < batch.size(); i++) {
        if (value.equals(text(table, batch, key, i))) {
          List<String> values = new ArrayList<>();
          for (String column : columns) {
            values.add(text(table, batch, column, i));
          }
          rows.add(String.join("|", values));
        }
      }
    }
    return rows;
  }

  private static String text(VirtualTable table, ColumnBatch batch, String column, int row) {
    int index = table.descriptor().columnIndex(column);
    SqlType type = table.descriptor().columns().get(index).type();
    return batch.column(index).isNull(row)
        ? "null"
        : TextCodec.of(type).text(batch.column(index), row, FormatSettings.DEFAULT);
  }
}
