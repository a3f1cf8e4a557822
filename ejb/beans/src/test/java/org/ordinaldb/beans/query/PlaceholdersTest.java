package org.ordinaldb.beans.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceholdersTest {
  private static String numbered(String sql) {
    return Placeholders.number(sql).sql();
  }

  @Test
  void questionMarksAreNumberedInOrder() {
    assertThat(numbered("select * from t where a = ? and b > ?"))
        .isEqualTo("select * from t where a = $1 and b > $2");
  }

  @Test
  void dollarParametersStayAsTheyAre() {
    assertThat(numbered("select $1, $2")).isEqualTo("select $1, $2");
  }

  @Test
  void literalsNamesAndCommentsAreLeftAlone() {
    for (String sql :
        new String[] {
          "select 'what?' || 'it''s ?'",
          "select E'it\\'s ?'",
          "select \"col?\" from t",
          "select 1 -- why?\n",
          "select 1 /* ? /* ? */ ? */",
          "select $$ ? $$",
          "select $q$ ? $$ ? $q$",
          "select 'unfinished ?"
        }) {
      assertThat(numbered(sql)).isEqualTo(sql);
    }
  }

  @Test
  void aBackslashEndsNoPlainLiteral() {
    assertThat(numbered("select '\\', ?")).isEqualTo("select '\\', $1");
    assertThat(numbered("select name'\\', ?")).isEqualTo("select name'\\', $1");
  }

  @Test
  void positionsPointIntoTheOriginalText() {
    Placeholders text = Placeholders.number("select ?, ?, x");
    assertThat(text.sql()).isEqualTo("select $1, $2, x");
    assertThat(text.originalPosition(1)).isEqualTo(1);
    assertThat(text.originalPosition(8)).isEqualTo(8);
    assertThat(text.originalPosition(12)).isEqualTo(11);
    assertThat(text.originalPosition(16)).isEqualTo(14);
    assertThat(text.originalPosition(17)).isEqualTo(15);
  }
}
