package org.ordinaldb.sql.setting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;

/// One session's run-time parameters. Owned by the session's thread.
///
/// SET lasts for the session, but a transaction that is rolled back takes its changes back; SET
/// LOCAL lasts until the transaction ends, either way.
public final class Settings {
  private static final String SESSION = "session";
  private static final String CLIENT = "client";

  /// @param source where it comes from, in the words of `pg_settings`
  private record Value(String text, String source) {}

  private final Map<String, Value> initial = new HashMap<>();
  private final BiConsumer<String, String> onChange;
  private final Map<String, Value> values;

  /// The values before the running transaction changed anything, or null while it has not.
  private @Nullable Map<String, Value> atBegin;

  /// The values that stay when the running transaction commits, where SET LOCAL has others now.
  private final Map<String, @Nullable Value> underLocal = new HashMap<>();

  /// @param server values that this server has in place of the defaults
  /// @param preset values that were set for sessions like this one; later ones win
  /// @param wanted values that the client asked for as it connected; they win over `preset`
  /// @param onInvalid hears why a preset value is passed over
  /// @param onChange hears the name and the new value of every change
  public Settings(
      Map<String, String> server,
      List<Preset> preset,
      Map<String, String> wanted,
      Consumer<SqlException> onInvalid,
      BiConsumer<String, String> onChange) {
    this.onChange = onChange;
    server.forEach((name, value) -> initial.put(name, new Value(value, "override")));
    for (Preset each : preset) {
      try {
        start(each.name(), each.value(), each.source());
      } catch (SqlException e) {
        onInvalid.accept(e);
      }
    }
    wanted.forEach((name, value) -> start(name, value, CLIENT));
    values = new HashMap<>(initial);
  }

  /// A value that sessions begin with.
  ///
  /// @param source in the words of `pg_settings`
  public record Preset(String name, String value, String source) {}

  private void start(String name, String value, String source) {
    initial.put(SettingDefinition.key(name), new Value(read(name, value), source));
  }

  /// The name of a parameter as SHOW ALL writes it; throws what SET would for a value that it cannot
  /// have.
  public static String check(String name, String value) {
    read(name, value);
    return canonicalName(name);
  }

  /// The name of a parameter that SET could change, as SHOW ALL writes it.
  public static String canonicalName(String name) {
    SettingDefinition definition = SettingDefinition.of(name);
    if (definition == null && name.indexOf('.') <= 0) {
      throw unknown(name);
    }
    refuseFixed(definition);
    return definition == null ? name : definition.name();
  }

  /// The value as SHOW prints it, or null when there is no such parameter.
  public @Nullable String get(String name) {
    String key = SettingDefinition.key(name);
    Value value = values.get(key);
    return value == null ? builtIn(key) : value.text();
  }

  private static @Nullable String builtIn(String key) {
    SettingDefinition definition = SettingDefinition.of(key);
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
    change(name, new Value(canonical, SESSION), local);
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
    Value started = initial.get(key);
    String builtIn = builtIn(key);
    change(
        name,
        started != null ? started : new Value(builtIn == null ? "" : builtIn, "default"),
        local);
  }

  public void resetAll() {
    for (String key : List.copyOf(values.keySet())) {
      SettingDefinition definition = SettingDefinition.of(key);
      if (definition == null || !definition.kind().isFixed()) {
        reset(key, false);
      }
    }
  }

  private void change(String name, Value value, boolean local) {
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
    String canonical = canonicalName(name);
    SettingDefinition definition = SettingDefinition.of(name);
    return definition == null ? value : definition.kind().read(canonical, value);
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
    Map<String, Value> before = atBegin;
    if (before == null) {
      return;
    }
    Map<String, Value> changed = new HashMap<>(values);
    if (committed) {
      underLocal.forEach(this::restore);
    } else {
      values.clear();
      values.putAll(before);
    }
    atBegin = null;
    underLocal.clear();
    changed.forEach((key, value) -> {
      if (!value.text().equals(get(key))) {
        tell(key);
      }
    });
  }

  private void restore(String key, @Nullable Value value) {
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  /// A parameter and its value, for SHOW ALL and `pg_settings`.
  ///
  /// @param source where the value comes from
  /// @param reset what RESET would make of it
  /// @param builtIn what it is where nobody sets it
  public record Entry(
      String name, String value, String description, String source, String reset, String builtIn) {}

  /// Every parameter that is defined, sorted by name.
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (SettingDefinition definition : SettingDefinition.all()) {
      String key = SettingDefinition.key(definition.name());
      Value untouched = new Value(definition.initial(), "default");
      Value started = initial.getOrDefault(key, untouched);
      Value value = values.getOrDefault(key, started);
      entries.add(
          new Entry(
              definition.name(),
              value.text(),
              definition.description(),
              value.source(),
              started.text(),
              definition.initial()));
    }
    return entries;
  }
}
