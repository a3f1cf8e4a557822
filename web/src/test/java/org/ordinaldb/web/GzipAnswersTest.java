package org.ordinaldb.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GzipAnswersTest {
  @Test
  void clientsThatNameGzipAcceptIt() {
    assertThat(GzipAnswers.accepts("gzip")).isTrue();
    assertThat(GzipAnswers.accepts("br, GZIP;q=0.5")).isTrue();
    assertThat(GzipAnswers.accepts("*")).isTrue();
  }

  @Test
  void clientsThatDoNotOrThatRefuseItGetPlainAnswers() {
    assertThat(GzipAnswers.accepts(null)).isFalse();
    assertThat(GzipAnswers.accepts("identity")).isFalse();
    assertThat(GzipAnswers.accepts("gzip;q=0")).isFalse();
    assertThat(GzipAnswers.accepts("gzip; q=0.000, br")).isFalse();
  }
}
