package org.ordinaldb.sql.setting;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A run-time parameter that exists.
///
/// @param name as SHOW ALL writes it
/// @param initial its value in a new session
/// @param isReported whether clients are told of its value (ParameterStatus)
public record SettingDefinition(
    String name, SettingKind kind, String initial, boolean isReported, String description) {
  /// The version of PostgreSQL whose dialect and catalogs are spoken.
  public static final String SERVER_VERSION = "15.8";

  private static final Map<String, SettingDefinition> ALL = new TreeMap<>();

  static {
    reported("application_name", SettingKind.STRING, "", "Names the client's program.");
    reported("client_encoding", SettingKind.ENCODING, "UTF8", "The client's character set.");
    reported("DateStyle", SettingKind.DATE_STYLE, "ISO, MDY", "How dates read and print.");
    reported("integer_datetimes", SettingKind.FIXED, "on", "Datetimes are integers.");
    reported(
        "IntervalStyle",
        SettingKind.oneOf("postgres", "postgres_verbose", "sql_standard", "iso_8601"),
        "postgres",
        "How intervals print.");
    reported("is_superuser", SettingKind.FIXED, "on", "Whether the user may do everything.");
    reported("server_encoding", SettingKind.FIXED, "UTF8", "The server's character set.");
    reported("server_version", SettingKind.FIXED, SERVER_VERSION, "The server's version.");
    reported("session_authorization", SettingKind.STRING, "ordinal", "The session's user.");
    reported("standard_conforming_strings", SettingKind.ALWAYS_ON, "on", "Backslashes are plain.");
    reported("TimeZone", SettingKind.TIME_ZONE, "UTC", "The time zone of timestamps.");
    reported("in_hot_standby", SettingKind.FIXED, "off", "Whether this is a replica.");
    reported(
        "default_transaction_read_only", SettingKind.BOOLEAN, "off", "New transactions only read.");

    define("backslash_quote", SettingKind.STRING, "safe_encoding", "Whether \\' is a quote.");
    define("bytea_output", SettingKind.oneOf("hex", "escape"), "hex", "How bytea prints.");
    define("check_function_bodies", SettingKind.BOOLEAN, "on", "Without effect.");
    define(
        "client_min_messages",
        SettingKind.oneOf(
            "debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error"),
        "notice",
        "The least message that is sent to the client.");
    define("cursor_tuple_fraction", SettingKind.STRING, "0.1", "Without effect.");
    define("default_tablespace", SettingKind.STRING, "", "Without effect.");
    define("default_table_access_method", SettingKind.STRING, "heap", "Without effect.");
    define(
        "default_transaction_isolation",
        SettingKind.ISOLATION,
        "read committed",
        "The isolation level of new transactions.");
    define("default_transaction_deferrable", SettingKind.BOOLEAN, "off", "Without effect.");
    define("extra_float_digits", SettingKind.integer(-15, 3), "1", "Floats print exactly.");
    define(
        "idle_in_transaction_session_timeout",
        SettingKind.MILLISECONDS,
        "0",
        "How long a transaction may idle.");
    define("idle_session_timeout", SettingKind.MILLISECONDS, "0", "How long a session may idle.");
    define("jit", SettingKind.BOOLEAN, "off", "Without effect.");
    define("lc_collate", SettingKind.FIXED, "C", "The collation of text: code points.");
    define("lc_ctype", SettingKind.FIXED, "C.UTF-8", "The classes of characters.");
    define("lc_messages", SettingKind.STRING, "C", "The language of messages.");
    define("lc_monetary", SettingKind.STRING, "C", "Without effect.");
    define("lc_numeric", SettingKind.STRING, "C", "Without effect.");
    define("lc_time", SettingKind.STRING, "C", "Without effect.");
    define("lock_timeout", SettingKind.MILLISECONDS, "0", "How long to wait for a lock.");
    define("max_identifier_length", SettingKind.FIXED, "63", "The longest name, in bytes.");
    define("max_index_keys", SettingKind.FIXED, "32", "The most columns of a key.");
    define(
        "max_prepared_transactions",
        SettingKind.FIXED,
        "0",
        "The most transactions that are prepared at once.");
    define("row_security", SettingKind.BOOLEAN, "on", "Without effect.");
    define("search_path", SettingKind.NAMES, "\"$user\", public", "Schemas of plain names.");
    define("server_version_num", SettingKind.FIXED, "150008", "The server's version.");
    define("statement_timeout", SettingKind.MILLISECONDS, "0", "How long a statement may run.");
    define("synchronize_seqscans", SettingKind.BOOLEAN, "on", "Without effect.");
    define(
        "synchronous_commit",
        SettingKind.SYNCHRONOUS_COMMIT,
        "on",
        "Whether commits wait for the disk.");
    define("transaction_deferrable", SettingKind.BOOLEAN, "off", "Without effect.");
    define(
        "transaction_isolation",
        SettingKind.ISOLATION,
        "read committed",
        "The transaction's isolation level.");
    define(
        "transaction_read_only", SettingKind.BOOLEAN, "off", "Whether the transaction only reads.");
    define("xmloption", SettingKind.STRING, "content", "Without effect.");
  }

  private static void reported(String name, SettingKind kind, String initial, String description) {
    ALL.put(key(name), new SettingDefinition(name, kind, initial, true, description));
  }

  private static void define(String name, SettingKind kind, String initial, String description) {
    ALL.put(key(name), new SettingDefinition(name, kind, initial, false, description));
  }

  /// Every definition, sorted by name.
  public static Collection<SettingDefinition> all() {
    return List.copyOf(ALL.values());
  }

  static @Nullable SettingDefinition of(String name) {
    return ALL.get(key(name));
  }

  /// Names of parameters do not care for case; a few have old names.
  static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("time zone") ? "timezone" : lower;
  }
}
