package org.ordinaldb.sql.system;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names of the functions in `pg_proc`.
final class FunctionNames {
  private static final Map<String, Long> OIDS = new HashMap<>();
  private static final Map<Long, String> NAMES = new HashMap<>();

  static {
    for (String line : Resource.lines("procs.txt")) {
      String[] fields = line.split(" ", 3);
      OIDS.put(fields[1], Long.valueOf(fields[0]));
      NAMES.put(Long.valueOf(fields[0]), fields[1]);
    }
  }

  private FunctionNames() {}

  static @Nullable Long oid(String name) {
    return OIDS.get(name.startsWith("pg_catalog.") ? name.substring("pg_catalog.".length()) : name);
  }

  static String name(long oid) {
    return oid == 0 ? "-" : NAMES.getOrDefault(oid, Long.toString(oid));
  }
}
