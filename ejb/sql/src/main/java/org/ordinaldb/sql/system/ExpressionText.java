package org.ordinaldb.sql.system;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.parser.PostgresParser;

/// The texts of expressions that the catalog keeps: what columns they name, and the same with other
/// names.
public final class ExpressionText {
  private static final int PREFIX = "SELECT ".length();

  private ExpressionText() {}

  /// The expression without the table's name before its columns.
  public static String unqualified(String text, String table) {
    return replace(
        text,
        name ->
            name.names.size() == 2 && name.names.getFirst().equals(table)
                ? Identifiers.quoted(name.names.getLast())
                : null);
  }

  /// The expression after a column got another name.
  public static String renamed(String text, String column, String newName) {
    return replace(
        text,
        name ->
            name.isSimple() && name.getSimple().equals(column)
                ? Identifiers.quoted(newName)
                : null);
  }

  /// The names that stand for columns, as often as they stand there.
  public static List<String> columns(String text) {
    List<String> columns = new ArrayList<>();
    identifiers(text).forEach(name -> columns.add(name.names.getLast()));
    return columns;
  }

  private interface Renaming {
    /// What replaces a name, or null to leave it.
    @Nullable String of(SqlIdentifier name);
  }

  private static String replace(String text, Renaming renaming) {
    List<SqlIdentifier> names = identifiers(text);
    names.sort(
        Comparator.comparing((SqlIdentifier name) -> name.getParserPosition().getColumnNum())
            .reversed());
    StringBuilder replaced = new StringBuilder(text);
    for (SqlIdentifier name : names) {
      String replacement = renaming.of(name);
      if (replacement != null) {
        int from = name.getParserPosition().getColumnNum() - 1 - PREFIX;
        int to = name.getParserPosition().getEndColumnNum() - PREFIX;
        replaced.replace(from, to, replacement);
      }
    }
    return replaced.toString();
  }

  private static List<SqlIdentifier> identifiers(String text) {
    List<SqlIdentifier> names = new ArrayList<>();
    SqlNode node = PostgresParser.parseExpression(text);
    node.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlIdentifier name) {
            if (!name.isStar()) {
              names.add(name);
            }
            return null;
          }
        });
    return names;
  }
}
