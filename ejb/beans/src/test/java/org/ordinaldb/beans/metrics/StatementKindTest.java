package org.ordinaldb.beans.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementKindTest {
  @Test
  void commandTagsNameTheirKind() {
    assertThat(StatementKind.of("SELECT")).isEqualTo(StatementKind.SELECT);
    assertThat(StatementKind.of("INSERT")).isEqualTo(StatementKind.INSERT);
    assertThat(StatementKind.of("BEGIN")).isEqualTo(StatementKind.TRANSACTION);
    assertThat(StatementKind.of("CREATE")).isEqualTo(StatementKind.DEFINITION);
    assertThat(StatementKind.of("SHOW")).isEqualTo(StatementKind.OTHER);
  }

  @Test
  void labelsAreLowerCase() {
    assertThat(StatementKind.SELECT.label()).isEqualTo("select");
  }
}
