package org.ordinaldb.sql.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.SessionDefaults;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.sql.expression.SessionView;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.setting.Settings;
import org.ordinaldb.sql.system.ServerTables;

/// ALTER ROLE and ALTER DATABASE ... SET and RESET: the values that sessions begin with. One for one
/// command.
final class SessionDefaultsCommand {
  private final CommandContext context;
  private final SessionView session;

  SessionDefaultsCommand(CommandContext context) {
    this.context = context;
    this.session = context.evaluation().session();
  }

  Execution run(Utility.AlterDefaults alter) {
    String role = alter.role() == null ? null : role(alter.role());
    String database = alter.database() == null ? null : database(alter.database().getSimple());
    Utility.SetParameter change = alter.change();
    String value = change == null ? null : value(change, alter.fromCurrent());
    context
        .storage()
        .changeCatalog(
            catalog -> catalog.with(changed(catalog.defaults(database, role), change, value)));
    return new Done(alter.ofDatabase() ? "ALTER DATABASE" : "ALTER ROLE");
  }

  /// @param change null for all parameters
  /// @param value null where it goes
  private static SessionDefaults changed(
      SessionDefaults defaults, Utility.@Nullable SetParameter change, @Nullable String value) {
    if (change == null) {
      return new SessionDefaults(defaults.database(), defaults.role(), List.of());
    }
    if (value != null) {
      return defaults.with(Settings.check(change.name(), value), value);
    }
    // As in PostgreSQL, no name is wrong where nothing is set.
    return defaults.parameters().isEmpty()
        ? defaults
        : defaults.without(Settings.canonicalName(change.name()));
  }

  private @Nullable String value(Utility.SetParameter change, boolean fromCurrent) {
    if (fromCurrent) {
      String name = Settings.canonicalName(change.name());
      return session.setting(name);
    }
    List<String> values = change.values();
    return values == null ? null : String.join(", ", values);
  }

  private String database(String name) {
    if (!name.equals(session.database())) {
      throw new StatementException(
          SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist");
    }
    return name;
  }

  private String role(Utility.RoleName role) {
    String name = role.name() == null ? session.currentUser() : role.name().getSimple();
    if (!ServerTables.isRole(name, session.currentUser())) {
      throw new StatementException(
          SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
    }
    return name;
  }
}
