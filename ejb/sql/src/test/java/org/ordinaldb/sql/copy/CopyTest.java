package org.ordinaldb.sql.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

class CopyTest {
  private static final List<CopyColumn> ID_AND_NAME =
      List.of(new CopyColumn("id", SqlType.INT4), new CopyColumn("name", SqlType.TEXT));

  @Test
  void textEscapesAndNullsAreRead() {
    assertThat(read(options(), "1\ta\\tb\\\\c\n2\t\\N\n3\t\\x41\\101\n"))
        .containsExactly("1|a\tb\\c", "2|null", "3|AA");
  }

  @Test
  void aBackslashBeforeANewlineKeepsItInTheField() {
    assertThat(read(options(), "1\ta\\\nb\n")).containsExactly("1|a\nb");
  }

  @Test
  void theEndMarkEndsTheData() {
    assertThat(read(options(), "1\ta\n\\.\nnot data\n")).containsExactly("1|a");
  }

  @Test
  void csvQuotesNullsAndHeaderAreRead() {
    assertThat(
            read(
                options("format", "csv", "header", null),
                "id,name\r\n1,\"a,\"\"b\"\"\nc\"\r\n2,\r\n3,\"\"\r\n"))
        .containsExactly("1|a,\"b\"\nc", "2|null", "3|");
  }

  @Test
  void aLastLineNeedsNoNewline() {
    assertThat(read(options("format", "csv"), "1,a\n2,b")).containsExactly("1|a", "2|b");
  }

  @Test
  void aWrongValueNamesLineAndColumn() {
    SqlException error = failure(options("format", "csv", "header", null), "id,name\n1,a\nx,b\n");
    assertThat(error.state()).isEqualTo(SqlState.INVALID_TEXT_REPRESENTATION);
    assertThat(error.context()).isEqualTo("COPY t, line 3, column id: \"x\"");
  }

  @Test
  void linesWithinQuotesCount() {
    SqlException error = failure(options("format", "csv"), "1,\"a\nb\"\nx,c\n");
    assertThat(error.context()).isEqualTo("COPY t, line 3, column id: \"x\"");
  }

  @Test
  void aWrongNumberOfFieldsNamesTheLine() {
    SqlException missing = failure(options(), "1\ta\n2\n");
    assertThat(missing.state()).isEqualTo(SqlState.BAD_COPY_FILE_FORMAT);
    assertThat(missing).hasMessage("missing data for column \"name\"");
    assertThat(missing.context()).isEqualTo("COPY t, line 2: \"2\"");
    assertThat(failure(options(), "1\ta\tb\n")).hasMessage("extra data after last expected column");
  }

  @Test
  void anOpenQuoteAtTheEndIsAnError() {
    SqlException error = failure(options("format", "csv"), "1,\"a\n");
    assertThat(error).hasMessage("unterminated CSV quoted field");
    assertThat(error.context()).isEqualTo("COPY t, line 1: \"1,\"a\n\"");
  }

  @Test
  void aHeaderThatHasToMatchIsCompared() {
    assertThat(failure(options("format", "csv", "header", "match"), "id,title\n1,a\n"))
        .hasMessage(
            "column name mismatch in header line field 2: got \"title\", expected \"name\"");
  }

  @Test
  void contradictingOptionsAreRefused() {
    assertThat(optionFailure("delimiter", "ab"))
        .hasMessage("COPY delimiter must be a single one-byte character");
    assertThat(optionFailure("quote", "'")).hasMessage("COPY quote available only in CSV mode");
    assertThat(optionFailure("format", "csv", "delimiter", "\""))
        .hasMessage("COPY delimiter and quote must be different");
    assertThat(optionFailure("format", "xml")).hasMessage("COPY format \"xml\" not recognized");
  }

  @Test
  void whatIsWrittenIsReadBackHoweverItIsCut() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("-Dseed=" + seed);
    Random random = new Random(seed);
    for (CopyOptions options :
        List.of(options(), options("format", "csv"), options("format", "csv", "escape", "\\"))) {
      for (int round = 0; round < 200; round++) {
        ColumnBatch rows = randomRows(random);
        ByteSink out = new ByteSink(64);
        new CopyWriter(options, ID_AND_NAME, FormatSettings.DEFAULT).write(rows, out);
        assertThat(read(options, out.toByteArray(), 1 + random.nextInt(9))).isEqualTo(texts(rows));
      }
    }
  }

  private static ColumnBatch randomRows(Random random) {
    String alphabet = "ab,\"\\\n\r\t.N'é ";
    int count = 1 + random.nextInt(5);
    long[] ids = new long[count];
    @Nullable String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      ids[i] = random.nextInt();
      StringBuilder name = new StringBuilder();
      for (int c = random.nextInt(6); c > 0; c--) {
        name.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      names[i] = random.nextInt(5) == 0 ? null : name.toString();
    }
    return new ColumnBatch(count, LongVector.of(ids), BytesVector.ofStrings(names));
  }

  private static List<String> read(CopyOptions options, String data) {
    return read(options, data.getBytes(StandardCharsets.UTF_8), 3);
  }

  private static List<String> read(CopyOptions options, byte[] data, int cut) {
    List<String> rows = new ArrayList<>();
    CopyReader reader =
        CopyReader.of(
            options, "t", ID_AND_NAME, FormatSettings.DEFAULT, batch -> rows.addAll(texts(batch)));
    for (int from = 0; from < data.length; from += cut) {
      reader.write(data, from, Math.min(cut, data.length - from));
    }
    reader.finish();
    return rows;
  }

  private static SqlException failure(CopyOptions options, String data) {
    return catchThrowableOfType(SqlException.class, () -> read(options, data));
  }

  private static SqlException optionFailure(@Nullable String... namesAndValues) {
    return catchThrowableOfType(SqlException.class, () -> options(namesAndValues));
  }

  private static CopyOptions options(@Nullable String... namesAndValues) {
    List<Utility.Option> options = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = java.util.Objects.requireNonNull(namesAndValues[i]);
      options.add(new Utility.Option(name, namesAndValues[i + 1], null, SqlParserPos.ZERO));
    }
    return CopyOptions.of(options, true);
  }

  private static List<String> texts(ColumnBatch batch) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      StringJoiner row = new StringJoiner("|");
      for (Vector column : batch.columns()) {
        row.add(
            column.isNull(i)
                ? "null"
                : column instanceof LongVector longs
                    ? Long.toString(longs.get(i))
                    : ((BytesVector) column).string(i));
      }
      rows.add(row.toString());
    }
    return rows;
  }
}
