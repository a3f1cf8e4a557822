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

  /// The kind that the first word of a command tag stands for.
  public static StatementKind of(String word) {
    return switch (word) {
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
}
