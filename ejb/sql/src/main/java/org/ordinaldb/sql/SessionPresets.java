package org.ordinaldb.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.SessionDefaults;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.sql.setting.Settings.Preset;

/// What ALTER ROLE and ALTER DATABASE have set for a session that begins.
final class SessionPresets {
  private SessionPresets() {}

  /// In PostgreSQL's order: a role's in the database win over the role's, and those over the
  /// database's.
  static List<Preset> of(Catalog catalog, SessionRequest request) {
    List<Preset> presets = new ArrayList<>();
    add(presets, catalog, null, null, "global");
    add(presets, catalog, request.database(), null, "database");
    add(presets, catalog, null, request.user(), "user");
    add(presets, catalog, request.database(), request.user(), "database user");
    return presets;
  }

  private static void add(
      List<Preset> presets,
      Catalog catalog,
      @Nullable String database,
      @Nullable String role,
      String source) {
    for (SessionDefaults.Parameter set : catalog.defaults(database, role).parameters()) {
      presets.add(new Preset(set.name(), set.value(), source));
    }
  }
}
