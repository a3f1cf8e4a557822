package org.ordinaldb.sql.setting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// One session's run-time parameters. Owned by the session's thread.
///
/// SET lasts for the session, but a transaction that is rolled back takes its changes back; SET
/// LOCAL lasts until the transaction ends, either way.
public final class Settings {
  private final Map<String, String> initial;
  private final BiConsumer<String, String> onChange;
  private final Map<String, String> values;

  /// The values before the running transaction changed anything, or null while it has not.
  private @Nullable Map<String, String> atBegin;

  /// The values that stay when the running transaction commits, where SET LOCAL has others now.
  private final Map<String, @Nullable String> underLocal = new HashMap<>();

  /// @param server values that this server has in place of the defaults
  /// @param wanted values that the client asked for as it connected
  /// @param onChange hears the name and the new value of every change
  public Settings(
      Map<String, String> server, Map<String, String> wanted, BiConsumer<String, String> onChange) {
    values = new HashMap<>(server);
    this.onChange = onChange;
    wanted.forEach((name, value) -> values.put(SettingDefinition.key(name), read(name, value)));
    initial = Map.copyOf(values);
  }

  /// The value as SHOW prints it, or null when there is no such parameter.
  public @Nullable String get(String name) {
    String key = SettingDefinition.key(name);
    String value = values.get(key);
    if (value != null) {
      return value;
    }
    SettingDefinition definition = SettingDefinition.of(name);
    return definition == null ? null : definition.initial();
  }

  /// The value; throws 42704 when there is no such parameter.
  public String require(String name) {
    String value = get(name);
    if (value == null) {
      throw unknown(name);
    }
    return value;
  }

  /// A parameter that is a time, in milliseconds.
  public long millis(String name) {
    return Objects.requireNonNull(SettingKind.parseMillis(require(name)));
  }

  public boolean isOn(String name) {
    return require(name).equals("on");
  }

  /// SET, or SET LOCAL.
  ///
  /// @return the value as SHOW prints it
  public String set(String name, String value, boolean local) {
    String canonical = read(name, value);
    change(name, canonical, local);
    return canonical;
  }

  /// SET ... TO DEFAULT, RESET.
  public void reset(String name, boolean local) {
    String key = SettingDefinition.key(name);
    SettingDefinition definition = SettingDefinition.of(name);
    if (definition == null && !values.containsKey(key)) {
      throw unknown(name);
    }
    refuseFixed(definition);
    String started = initial.get(key);
    if (started == null && definition != null) {
      started = definition.initial();
    }
    change(name, started == null ? "" : started, local);
  }

  public void resetAll() {
    for (String key : List.copyOf(values.keySet())) {
      SettingDefinition definition = SettingDefinition.of(key);
      if (definition == null || !definition.kind().isFixed()) {
        reset(key, false);
      }
    }
  }

  private void change(String name, String value, boolean local) {
    String key = SettingDefinition.key(name);
    if (atBegin == null) {
      atBegin = new HashMap<>(values);
    }
    if (local) {
      underLocal.putIfAbsent(key, values.get(key));
    } else {
      underLocal.remove(key);
    }
    values.put(key, value);
    tell(key);
  }

  private static String read(String name, String value) {
    SettingDefinition definition = SettingDefinition.of(name);
    if (definition == null) {
      if (name.indexOf('.') > 0) {
        return value;
      }
      throw unknown(name);
    }
    refuseFixed(definition);
    return definition.kind().read(definition.name(), value);
  }

  private static void refuseFixed(@Nullable SettingDefinition definition) {
    if (definition != null && definition.kind().isFixed()) {
      throw new StatementException(
          SqlState.CANT_CHANGE_RUNTIME_PARAM,
          "parameter \"" + definition.name() + "\" cannot be changed");
    }
  }

  private static StatementException unknown(String name) {
    return new StatementException(
        SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"" + name + "\"");
  }

  private void tell(String key) {
    SettingDefinition definition = SettingDefinition.of(key);
    String value = get(key);
    onChange.accept(definition == null ? key : definition.name(), value == null ? "" : value);
  }

  /// The transaction has ended: local values go; on a rollback all its changes do.
  public void transactionEnds(boolean committed) {
    Map<String, String> before = atBegin;
    if (before == null) {
      return;
    }
    Map<String, String> changed = new HashMap<>(values);
    if (committed) {
      underLocal.forEach(this::restore);
    } else {
      values.clear();
      values.putAll(before);
    }
    atBegin = null;
    underLocal.clear();
    changed.forEach((key, value) -> {
      if (!value.equals(get(key))) {
        tell(key);
      }
    });
  }

  private void restore(String key, @Nullable String value) {
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  /// A parameter and its value, for SHOW ALL and `pg_settings`.
  public record Entry(String name, String value, String description) {}

  /// Every parameter that is defined, sorted by name.
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (SettingDefinition definition : SettingDefinition.all()) {
      entries.add(
          new Entry(definition.name(), require(definition.name()), definition.description()));
    }
    return entries;
  }
}
