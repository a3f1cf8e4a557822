package org.ordinaldb.sql.plan;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.NlsString;
import org.ordinaldb.sql.type.RelTypes;

/// Row expressions as SQL, for EXPLAIN: PostgreSQL's habits of parentheses, names of columns.
final class ConditionText {
  private final List<String> names;
  private final RexBuilder rex;

  ConditionText(List<String> names, RexBuilder rex) {
    this.names = names;
    this.rex = rex;
  }

  static String and(List<String> conditions) {
    return conditions.size() == 1
        ? conditions.getFirst()
        : "(" + String.join(" AND ", conditions) + ")";
  }

  String of(RexNode node) {
    return switch (node) {
      case RexInputRef input ->
          input.getIndex() < names.size() ? names.get(input.getIndex()) : node.toString();
      case RexDynamicParam parameter -> "$" + (parameter.getIndex() + 1);
      case RexLiteral literal -> literal(literal);
      case RexCall call -> call(call);
      default -> node.toString();
    };
  }

  private static String literal(RexLiteral literal) {
    Comparable<?> value = literal.getValueAs(Comparable.class);
    if (value == null) {
      return "NULL";
    }
    return switch (value) {
      case NlsString text -> quote(text.getValue()) + "::" + RelTypes.sqlType(literal.getType());
      case Boolean truth -> truth ? "true" : "false";
      case Number number -> number.toString();
      default -> quote(value.toString()) + "::" + RelTypes.sqlType(literal.getType());
    };
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private String call(RexCall call) {
    if (call.getKind() == SqlKind.SEARCH) {
      return of(RexUtil.expandSearch(rex, null, call));
    }
    List<RexNode> operands = call.getOperands();
    String name = call.getOperator().getName();
    return switch (call.getKind()) {
      case CAST, SAFE_CAST ->
          "(" + of(operands.getFirst()) + ")::" + RelTypes.sqlType(call.getType());
      case CASE -> caseText(operands);
      case NOT -> "(NOT " + of(operands.getFirst()) + ")";
      default ->
          switch (call.getOperator().getSyntax()) {
            case BINARY -> infix(operands, name);
            case POSTFIX -> "(" + of(operands.getFirst()) + " " + name + ")";
            case PREFIX -> "(" + name + " " + of(operands.getFirst()) + ")";
            case SPECIAL -> operands.size() == 2 ? infix(operands, name) : function(operands, name);
            default -> function(operands, name);
          };
    };
  }

  private String infix(List<RexNode> operands, String name) {
    StringJoiner text = new StringJoiner(" " + name + " ", "(", ")");
    operands.forEach(operand -> text.add(of(operand)));
    return text.toString();
  }

  private String function(List<RexNode> operands, String name) {
    StringJoiner text = new StringJoiner(", ", name.toLowerCase(Locale.ROOT) + "(", ")");
    operands.forEach(operand -> text.add(of(operand)));
    return text.toString();
  }

  private String caseText(List<RexNode> operands) {
    StringBuilder text = new StringBuilder("CASE");
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      text.append(" WHEN ").append(of(operands.get(i)));
      text.append(" THEN ").append(of(operands.get(i + 1)));
    }
    return text.append(" ELSE ").append(of(operands.getLast())).append(" END").toString();
  }
}
