package org.ordinaldb.sql.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;

class SettingsTest {
  private final List<String> changes = new ArrayList<>();
  private final Settings settings =
      new Settings(
          Map.of("max_prepared_transactions", "7"),
          List.of(),
          Map.of("application_name", "test"),
          error -> changes.add(error.text()),
          (name, value) -> changes.add(name + "=" + value));

  @Test
  void theServersOwnValuesAreShownAndStay() {
    assertThat(settings.get("max_prepared_transactions")).isEqualTo("7");
    settings.resetAll();
    assertThat(settings.get("max_prepared_transactions")).isEqualTo("7");
  }

  @Test
  void namesDoNotCareForCase() {
    settings.set("TIMEZONE", "Europe/Rome", false);
    assertThat(settings.get("timezone")).isEqualTo("Europe/Rome");
    assertThat(changes).containsExactly("TimeZone=Europe/Rome");
  }

  @Test
  void aRollbackTakesChangesBack() {
    settings.set("bytea_output", "escape", false);
    settings.transactionEnds(false);
    assertThat(settings.get("bytea_output")).isEqualTo("hex");
    settings.set("bytea_output", "escape", false);
    settings.transactionEnds(true);
    assertThat(settings.get("bytea_output")).isEqualTo("escape");
  }

  @Test
  void localValuesLastUntilTheTransactionEnds() {
    settings.set("search_path", "a", false);
    settings.set("search_path", "b", true);
    assertThat(settings.get("search_path")).isEqualTo("b");
    settings.transactionEnds(true);
    assertThat(settings.get("search_path")).isEqualTo("a");
  }

  @Test
  void resettingBringsBackWhatTheClientAskedForAtFirst() {
    settings.set("application_name", "other", false);
    settings.reset("application_name", false);
    assertThat(settings.get("application_name")).isEqualTo("test");
  }

  @Test
  void timesPrintInTheLargestUnitWithoutLoss() {
    assertThat(settings.set("statement_timeout", "90000", false)).isEqualTo("90s");
    assertThat(settings.set("statement_timeout", "2 min", false)).isEqualTo("2min");
    assertThat(settings.set("statement_timeout", "1500", false)).isEqualTo("1500ms");
    assertThat(settings.millis("statement_timeout")).isEqualTo(1500);
  }

  @Test
  void wrongValuesAreRefused() {
    assertThatThrownBy(() -> settings.set("row_security", "maybe", false))
        .hasMessage("parameter \"row_security\" requires a Boolean value");
    assertThatThrownBy(() -> settings.set("timezone", "Mars/Olympus", false))
        .hasMessage("invalid value for parameter \"TimeZone\": \"Mars/Olympus\"");
    assertThatThrownBy(() -> settings.set("server_version", "1", false))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state()).isEqualTo(SqlState.CANT_CHANGE_RUNTIME_PARAM));
    assertThatThrownBy(() -> settings.require("nosuch"))
        .hasMessage("unrecognized configuration parameter \"nosuch\"");
  }

  @Test
  void namesWithADotAreTheClientsOwn() {
    settings.set("myapp.user", "ann", false);
    assertThat(settings.get("myapp.user")).isEqualTo("ann");
    assertThat(settings.get("myapp.other")).isNull();
  }
}
