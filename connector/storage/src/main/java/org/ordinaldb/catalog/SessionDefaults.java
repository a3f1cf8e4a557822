package org.ordinaldb.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The run-time parameters that sessions of a role, in a database, begin with: one row of
/// `pg_db_role_setting`. Immutable.
///
/// @param database its name; null for all
/// @param role its name; null for all
/// @param parameters in the order in which they were set first
public record SessionDefaults(
    @Nullable String database, @Nullable String role, List<Parameter> parameters) {
  /// @param name as SHOW ALL writes it
  /// @param value as it was written, not read yet
  public record Parameter(String name, String value) {}

  public SessionDefaults {
    parameters = List.copyOf(parameters);
  }

  /// These with a parameter set; it keeps its place.
  public SessionDefaults with(String name, String value) {
    List<Parameter> changed = new ArrayList<>(parameters);
    Parameter set = new Parameter(name, value);
    int place = place(name);
    if (place < 0) {
      changed.add(set);
    } else {
      changed.set(place, set);
    }
    return new SessionDefaults(database, role, changed);
  }

  public SessionDefaults without(String name) {
    List<Parameter> changed = new ArrayList<>(parameters);
    changed.removeIf(parameter -> parameter.name().equals(name));
    return new SessionDefaults(database, role, changed);
  }

  private int place(String name) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
