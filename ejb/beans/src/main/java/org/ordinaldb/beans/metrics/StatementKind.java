package org.ordinaldb.beans.metrics;

import java.util.Locale;

/// The kinds of statements that are counted apart.
public enum StatementKind {
  SELECT,
  INSERT,
  UPDATE,
  DELETE,
  COPY,
  /// BEGIN, COMMIT, ROLLBACK and savepoints.
  TRANSACTION,
  /// CREATE, ALTER, DROP, TRUNCATE.
  DEFINITION,
  /// SET, SHOW, EXPLAIN and whatever else.
  OTHER;

  /// The value of the metric's tag.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The kind that a command tag such as `INSERT 0 5` stands for.
  public static StatementKind ofCommandTag(String tag) {
    int space = tag.indexOf(' ');
    return switch (space < 0 ? tag : tag.substring(0, space)) {
      case "SELECT" -> SELECT;
      case "INSERT" -> INSERT;
      case "UPDATE" -> UPDATE;
      case "DELETE" -> DELETE;
      case "COPY" -> COPY;
      case "BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PREPARE" -> TRANSACTION;
      case "CREATE", "ALTER", "DROP", "TRUNCATE", "COMMENT" -> DEFINITION;
      default -> OTHER;
    };
  }

  /// The row count at the end of a command tag, 0 when it has none.
  public static long rowsOfCommandTag(String tag) {
    long rows = 0;
    long unit = 1;
    for (int i = tag.length() - 1; i >= 0 && Character.isDigit(tag.charAt(i)); i--) {
      rows += unit * (tag.charAt(i) - '0');
      unit *= 10;
    }
    return rows;
  }
}
