package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.function.FunctionLibrary;
import org.ordinaldb.sql.system.CatalogFunctions;

/// The function library as the validator looks names up: in any case, and with or without the schema
/// `pg_catalog` before them.
final class OperatorLookup implements SqlOperatorTable {
  static final OperatorLookup INSTANCE =
      new OperatorLookup(FunctionLibrary.operatorTable(), CatalogFunctions.all());

  private final Map<String, List<SqlOperator>> operators = new HashMap<>();

  private OperatorLookup(SqlOperatorTable library, List<SqlOperator> others) {
    add(CastOperator.INSTANCE);
    others.forEach(this::add);
    for (SqlOperator operator : library.getOperatorList()) {
      if (!operator.getName().equals(CastOperator.INSTANCE.getName())) {
        add(operator);
      }
    }
  }

  private void add(SqlOperator operator) {
    operators.computeIfAbsent(key(operator.getName()), name -> new ArrayList<>()).add(operator);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> found,
      SqlNameMatcher nameMatcher) {
    boolean isOurs =
        name.isSimple() || name.names.size() == 2 && name.names.get(0).equals("pg_catalog");
    if (!isOurs) {
      return;
    }
    for (SqlOperator operator : operators.getOrDefault(key(name.names.getLast()), List.of())) {
      // CAST and COUNT are functions with a syntax of their own.
      if (operator.getSyntax().family == syntax.family
          || syntax == SqlSyntax.FUNCTION && operator instanceof SqlFunction) {
        found.add(operator);
      }
    }
  }

  @Override
  public List<SqlOperator> getOperatorList() {
    return operators.values().stream().flatMap(List::stream).toList();
  }
}
