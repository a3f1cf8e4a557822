package org.ordinaldb.sql.system;

import java.util.HashSet;
import java.util.Set;

/// How PostgreSQL writes identifiers: quoted when they would not read back as they are.
public final class Identifiers {
  private static final Set<String> RESERVED = new HashSet<>();

  static {
    for (String line : Resource.lines("reserved-words.txt")) {
      RESERVED.addAll(Set.of(line.split(" ")));
    }
  }

  private Identifiers() {}

  public static String quoted(String name) {
    return isPlain(name) ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  private static boolean isPlain(String name) {
    if (name.isEmpty() || RESERVED.contains(name)) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || c == '_';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}
