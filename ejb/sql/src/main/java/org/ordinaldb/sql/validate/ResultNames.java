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

  /// The names of the columns, given the names that the validator has, which are unique.
  ///
  /// @param origins for each the table column that it shows, its name last, or null
  static List<String> of(
      SqlNode query, List<String> validated, List<? extends @Nullable List<String>> origins) {
    SqlSelect select = firstSelect(query);
    if (select == null) {
      return isValues(query) ? numbered(validated.size()) : validated;
    }
    List<@Nullable String> given = new ArrayList<>();
    int star = -1;
    for (SqlNode item : select.getSelectList()) {
      boolean isStar = item instanceof SqlIdentifier identifier && identifier.isStar();
      if (isStar && star >= 0) {
        return withoutNumbers(validated, origins);
      }
      star = isStar ? given.size() : star;
      given.add(isStar ? null : itemName(item));
    }
    int expanded = validated.size() - given.size() + 1;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String name = given.get(i);
      if (name == null) {
        names.addAll(
            withoutNumbers(validated.subList(i, i + expanded), origins.subList(i, i + expanded)));
      } else {
        names.add(name);
      }
    }
    return names.size() == validated.size() ? names : validated;
  }

  /// The validator numbers names that come twice.
  private static List<String> withoutNumbers(
      List<String> validated, List<? extends @Nullable List<String>> origins) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < validated.size(); i++) {
      String name = validated.get(i);
      List<String> origin = origins.get(i);
      String column = origin == null ? name : origin.getLast();
      boolean isNumbered =
          name.startsWith(column)
              && name.substring(column.length()).chars().allMatch(Character::isDigit);
      names.add(isNumbered ? column : name);
    }
    return names;
  }

  private static boolean isValues(SqlNode query) {
    return query instanceof SqlOrderBy ordered
        ? isValues(ordered.query)
        : query.getKind() == SqlKind.VALUES;
  }

  private static List<String> numbered(int count) {
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
