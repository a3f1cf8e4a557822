package org.ordinaldb.beans.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementKindTest {
  @Test
  void commandTagsNameTheirKind() {
    assertThat(StatementKind.ofCommandTag("SELECT 12")).isEqualTo(StatementKind.SELECT);
    assertThat(StatementKind.ofCommandTag("INSERT 0 5")).isEqualTo(StatementKind.INSERT);
    assertThat(StatementKind.ofCommandTag("BEGIN")).isEqualTo(StatementKind.TRANSACTION);
    assertThat(StatementKind.ofCommandTag("CREATE TABLE")).isEqualTo(StatementKind.DEFINITION);
    assertThat(StatementKind.ofCommandTag("SHOW")).isEqualTo(StatementKind.OTHER);
  }

  @Test
  void rowsAreTheNumberAtTheEndOfTheTag() {
    assertThat(StatementKind.rowsOfCommandTag("INSERT 0 5123")).isEqualTo(5123);
    assertThat(StatementKind.rowsOfCommandTag("SELECT 0")).isZero();
    assertThat(StatementKind.rowsOfCommandTag("CREATE TABLE")).isZero();
  }
}
