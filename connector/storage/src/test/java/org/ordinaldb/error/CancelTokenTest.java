package org.ordinaldb.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ordinaldb.error.CancelToken.Reason;

class CancelTokenTest {
  private final CancelToken token = new CancelToken();

  @Test
  void theFirstReasonWinsAndShutdownWinsOverAll() {
    token.check();
    token.cancel(Reason.STATEMENT_TIMEOUT);
    token.cancel(Reason.USER_REQUEST);
    assertThatThrownBy(token::check).hasMessage("canceling statement due to statement timeout");
    token.cancel(Reason.SHUTDOWN);
    assertThatThrownBy(token::check)
        .isInstanceOfSatisfying(
            SessionException.class, e -> assertThat(e.state()).isEqualTo(SqlState.ADMIN_SHUTDOWN));
  }

  @Test
  void onlyAShutdownOutlivesTheStatement() {
    token.cancel(Reason.USER_REQUEST);
    token.reset();
    token.check();
    token.cancel(Reason.SHUTDOWN);
    token.reset();
    assertThat(token.isCancelled()).isTrue();
  }
}
