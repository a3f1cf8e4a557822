package org.ordinaldb.sql;

import java.util.List;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.type.SqlType;

/// The columns of the rows that a command returns.
final class CommandColumns {
  private CommandColumns() {}

  /// Empty when it returns none.
  ///
  /// @param named what EXECUTE may name
  static List<ResultColumn> of(Utility utility, NamedStatements named) {
    return switch (utility) {
      case Utility.Show show -> List.of(text(settingName(show.name())));
      case Utility.ShowAll all -> List.of(text("name"), text("setting"), text("description"));
      case Utility.Explain explain -> List.of(text("QUERY PLAN"));
      case Utility.Execute execute -> named.find(execute.name()).columns();
      default -> List.of();
    };
  }

  private static ResultColumn text(String name) {
    return new ResultColumn(name, SqlType.TEXT, 0, 0);
  }

  private static String settingName(String name) {
    return switch (name) {
      case "timezone" -> "TimeZone";
      case "datestyle" -> "DateStyle";
      case "intervalstyle" -> "IntervalStyle";
      default -> name;
    };
  }
}
