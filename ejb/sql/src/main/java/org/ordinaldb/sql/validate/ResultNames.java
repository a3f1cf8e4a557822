package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.parser.PostgresTypeNameSpec;
import org.ordinaldb.sql.type.TypeNames;

/// The names of a query's columns, as PostgreSQL gives them to expressions without an alias.
final class ResultNames {
  private static final String NONE = "?column?";

  private ResultNames() {}

  /// Gives every unnamed expression of a query, and of the queries in its FROM, its name as an
  /// alias, so that outer queries and ORDER BY can refer to it.
  static void addAliases(SqlNode query) {
    switch (query) {
      case SqlOrderBy ordered -> addAliases(ordered.query);
      case SqlWith with -> {
        with.withList.forEach(
            item -> addAliases(((org.apache.calcite.sql.SqlWithItem) item).query));
        addAliases(with.body);
      }
      case SqlSelect select -> addAliases(select);
      case SqlCall call
          when call.getKind() == SqlKind.AS
              || call.getKind() == SqlKind.JOIN
              || SqlKind.SET_QUERY.contains(call.getKind()) ->
          call.getOperandList().stream()
              .filter(java.util.Objects::nonNull)
              .forEach(ResultNames::addAliases);
      default -> {}
    }
  }

  private static void addAliases(SqlSelect select) {
    SqlNodeList items = select.getSelectList();
    for (int i = 0; i < items.size(); i++) {
      SqlNode item = items.get(i);
      if (item.getKind() != SqlKind.AS && item.getKind() != SqlKind.IDENTIFIER) {
        SqlParserPos position = item.getParserPosition();
        items.set(
            i,
            SqlStdOperatorTable.AS.createCall(
                position, item, new SqlIdentifier(name(item), position)));
      }
    }
    SqlNode from = select.getFrom();
    if (from != null) {
      addAliases(from);
    }
  }

  /// The SELECT list that names a query's columns as it is now, or nothing.
  static List<SqlNode> items(SqlNode query) {
    SqlSelect select = firstSelect(query);
    return select == null ? List.of() : List.copyOf(select.getSelectList());
  }

  /// The names of the columns, given the names that the validator has, which are unique.
  ///
  /// @param given the SELECT list before validation
  /// @param expanded the SELECT list after it, every star replaced by what it stands for
  static List<String> of(List<SqlNode> given, List<SqlNode> expanded, List<String> validated) {
    int before = 0;
    while (before < given.size() && !isStar(given.get(before))) {
      before++;
    }
    int after = 0;
    while (after < given.size() - before && !isStar(given.get(given.size() - 1 - after))) {
      after++;
    }
    List<String> names = new ArrayList<>();
    int count = validated.size();
    for (int i = 0; i < count; i++) {
      int fromEnd = count - i;
      if (i < before) {
        names.add(itemName(given.get(i)));
      } else if (fromEnd <= after) {
        names.add(itemName(given.get(given.size() - fromEnd)));
      } else {
        String name = validated.get(i);
        names.add(i < expanded.size() ? expandedName(expanded.get(i), name) : name);
      }
    }
    return names;
  }

  private static boolean isStar(SqlNode item) {
    return item instanceof SqlIdentifier identifier && identifier.isStar();
  }

  /// A column that a star stands for has its own name; its alias may have got a number.
  private static String expandedName(SqlNode item, String validated) {
    SqlNode value = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
    if (!(value instanceof SqlIdentifier column)) {
      return validated;
    }
    String name = column.names.getLast();
    boolean isNumbered =
        validated.startsWith(name)
            && validated.substring(name.length()).chars().allMatch(Character::isDigit);
    return isNumbered ? name : validated;
  }

  /// Whether the columns of a query are those of VALUES, which have numbers.
  static boolean isValues(SqlNode query) {
    return switch (query) {
      case SqlOrderBy ordered -> isValues(ordered.query);
      case SqlWith with -> isValues(with.body);
      case SqlBasicCall call when SqlKind.SET_QUERY.contains(call.getKind()) ->
          isValues(call.operand(0));
      default -> query.getKind() == SqlKind.VALUES;
    };
  }

  static List<String> numbered(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      names.add("column" + i);
    }
    return names;
  }

  private static @Nullable SqlSelect firstSelect(SqlNode query) {
    return switch (query) {
      case SqlSelect select -> select;
      case SqlOrderBy ordered -> firstSelect(ordered.query);
      case SqlWith with -> firstSelect(with.body);
      case SqlBasicCall call when SqlKind.SET_QUERY.contains(call.getKind()) ->
          firstSelect(call.operand(0));
      default -> null;
    };
  }

  private static String itemName(SqlNode item) {
    return item.getKind() == SqlKind.AS
        ? ((SqlIdentifier) ((SqlCall) item).operand(1)).getSimple()
        : name(item);
  }

  private static String name(SqlNode expression) {
    return switch (expression) {
      case SqlSelect select -> itemName(select.getSelectList().get(0));
      case SqlIdentifier identifier -> identifier.names.getLast().toLowerCase(Locale.ROOT);
      case SqlCase choice -> caseName(choice);
      case SqlCall call -> callName(call);
      default -> NONE;
    };
  }

  private static String caseName(SqlCase choice) {
    SqlNode otherwise = choice.getElseOperand();
    String name = otherwise == null ? NONE : name(otherwise);
    return name.equals(NONE) ? "case" : name;
  }

  private static String callName(SqlCall call) {
    return switch (call.getKind()) {
      case CAST -> castName(call);
      case OVER, FILTER, WITHIN_GROUP -> name(call.operand(0));
      case EXISTS -> "exists";
      case ARRAY_VALUE_CONSTRUCTOR, ARRAY_QUERY_CONSTRUCTOR -> "array";
      case ROW -> "row";
      default -> {
        if (call.getOperator().getName().equals("::")) {
          yield castName(call);
        }
        yield call.getOperator() instanceof SqlFunction function
            ? function.getNameAsId().names.getLast().toLowerCase(Locale.ROOT)
            : NONE;
      }
    };
  }

  /// A cast is called as what it casts, or as its type when that has no name.
  private static String castName(SqlCall call) {
    String inner = name(call.operand(0));
    if (!inner.equals(NONE)) {
      return inner;
    }
    return call.operand(1) instanceof SqlDataTypeSpec spec
            && spec.getTypeNameSpec() instanceof PostgresTypeNameSpec type
        ? TypeNames.catalogName(type.name())
        : NONE;
  }
}
