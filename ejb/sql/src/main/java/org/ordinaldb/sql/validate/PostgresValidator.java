package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.sql.parser.PostgresConformance;
import org.ordinaldb.sql.type.CommonType;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// Calcite's validator with PostgreSQL's rules for parameters and for storing values. For one
/// statement.
final class PostgresValidator extends SqlValidatorImpl {
  private static final Config CONFIG =
      Config.DEFAULT
          .withConformance(PostgresConformance.INSTANCE)
          .withDefaultNullCollation(NullCollation.HIGH)
          .withIdentifierExpansion(true)
          .withCallRewrite(true)
          .withTypeCoercionEnabled(true)
          .withTypeCoercionFactory(
              (types, validator) -> new PostgresCoercion(types, (PostgresValidator) validator));

  private final ParameterTypes parameters;
  private final FormatSettings format;

  PostgresValidator(
      CatalogReader catalogReader,
      RelDataTypeFactory typeFactory,
      ParameterTypes parameters,
      FormatSettings format) {
    super(OperatorLookup.INSTANCE, catalogReader, typeFactory, CONFIG);
    this.parameters = parameters;
    this.format = format;
  }

  /// How string constants read.
  FormatSettings format() {
    return format;
  }

  ParameterTypes parameters() {
    return parameters;
  }

  private PostgresCoercion coercion() {
    return (PostgresCoercion) getTypeCoercion();
  }

  // ---- parameters

  @Override
  public RelDataType deriveType(SqlValidatorScope scope, SqlNode expression) {
    return expression instanceof SqlDynamicParam parameter
        ? parameterType(parameter)
        : super.deriveType(scope, expression);
  }

  @Override
  public @Nullable RelDataType getValidatedNodeTypeIfKnown(SqlNode node) {
    return node instanceof SqlDynamicParam parameter
        ? parameterType(parameter)
        : super.getValidatedNodeTypeIfKnown(node);
  }

  private RelDataType parameterType(SqlDynamicParam parameter) {
    return typeFactory.createTypeWithNullability(
        RelTypes.relType(typeFactory, parameters.type(parameter.getIndex())), true);
  }

  @Override
  protected void inferUnknownTypes(
      RelDataType inferredType, SqlValidatorScope scope, SqlNode node) {
    if (node instanceof SqlDynamicParam parameter) {
      parameters.see(parameter.getIndex());
      if (!inferredType.equals(unknownType) && !inferredType.isStruct()) {
        parameters.learn(parameter.getIndex(), RelTypes.sqlType(inferredType));
      }
      return;
    }
    // Operators tell their arguments' types when they choose among their overloads.
    boolean passesOn =
        switch (node.getKind()) {
          case ROW, VALUES, AND, OR, NOT, CASE, AS -> true;
          default -> !(node instanceof SqlCall) || node.isA(SqlKind.QUERY);
        };
    if (passesOn) {
      super.inferUnknownTypes(inferredType, scope, node);
    }
  }

  // ---- functions

  @Override
  public CalciteException handleUnresolvedFunction(
      SqlCall call, SqlOperator unresolved, List<RelDataType> types, @Nullable List<String> names) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      boolean unknown = i < call.operandCount() && coercion().isUnknown(call.operand(i));
      arguments.add(unknown ? "unknown" : RelTypes.sqlType(types.get(i)).kind().sqlName());
    }
    throw new StatementException(
            SqlState.UNDEFINED_FUNCTION,
            "function "
                + unresolved.getNameAsId().toString().toLowerCase(java.util.Locale.ROOT)
                + "("
                + String.join(", ", arguments)
                + ") does not exist")
        .hint(
            "No function matches the given name and argument types. You might need to add explicit"
                + " type casts.")
        .position(call.getParserPosition().getColumnNum());
  }

  // ---- storing values

  /// Checks and converts what INSERT and UPDATE store. Values of other types that may be assigned are
  /// left to the plan, which converts them as the column wants it.
  @Override
  protected void checkTypeAssignment(
      @Nullable SqlValidatorScope sourceScope,
      SqlValidatorTable table,
      RelDataType sourceRowType,
      RelDataType targetRowType,
      SqlNode query) {
    if (query instanceof SqlInsert insert) {
      assignQuery(insert.getSource(), sourceRowType, targetRowType);
    } else if (query instanceof SqlUpdate update) {
      SqlNodeList values = update.getSourceExpressionList();
      SqlSelect select = java.util.Objects.requireNonNull(update.getSourceSelect());
      SqlNodeList items = select.getSelectList();
      int first = items.size() - values.size();
      List<RelDataTypeField> targets = targetRowType.getFieldList();
      int firstTarget = targets.size() - values.size();
      for (int i = 0; i < values.size(); i++) {
        assign(items, first + i, getSelectScope(select), targets.get(firstTarget + i));
      }
    }
  }

  /// Converts the first items of a validated query as values of the given columns.
  void assignItems(SqlSelect select, List<RelDataTypeField> targets) {
    if (targets.isEmpty()) {
      return;
    }
    RelDataType before = getValidatedNodeType(select);
    for (int i = 0; i < targets.size(); i++) {
      assign(select.getSelectList(), i, getSelectScope(select), targets.get(i));
    }
    refreshRowType(select, before);
  }

  /// NULL for a NOT NULL column is found when the row is stored, and told with the whole row.
  @Override
  protected void validateValues(SqlCall node, RelDataType targetRowType, SqlValidatorScope scope) {
    for (int i = 0; i < ((SqlCall) node.operand(0)).operandCount(); i++) {
      convertValues(node, i, targetRowType, scope);
    }
    super.validateValues(node, nullable(targetRowType), scope);
  }

  /// Gives a column of VALUES one type. Constants and parameters without a type have the type of the
  /// column that they are stored in, or else of the other rows' values.
  private void convertValues(
      SqlCall values, int column, RelDataType targetRowType, SqlValidatorScope scope) {
    List<SqlNode> items = new ArrayList<>();
    for (SqlNode row : values.getOperandList()) {
      SqlCall call = (SqlCall) row;
      if (column >= call.operandCount() || call.operand(column).getKind() == SqlKind.DEFAULT) {
        return;
      }
      items.add(call.operand(column));
    }
    if (items.size() < 2 || items.stream().allMatch(coercion()::isUnknown)) {
      return;
    }
    SqlType target =
        targetRowType.isStruct() && column < targetRowType.getFieldCount()
            ? RelTypes.sqlType(targetRowType.getFieldList().get(column).getType())
            : null;
    coercion().unify(items, target, scope);
    for (int i = 0; i < items.size(); i++) {
      ((SqlCall) values.operand(i)).setOperand(column, items.get(i));
    }
  }

  private RelDataType nullable(RelDataType rowType) {
    if (!rowType.isStruct()) {
      return rowType;
    }
    List<RelDataType> types = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      types.add(typeFactory.createTypeWithNullability(field.getType(), true));
    }
    return typeFactory.createStructType(types, rowType.getFieldNames());
  }

  private void assignQuery(SqlNode source, RelDataType sourceRowType, RelDataType targetRowType) {
    List<RelDataTypeField> targets = targetRowType.getFieldList();
    int count = Math.min(sourceRowType.getFieldCount(), targets.size());
    if (source.getKind() == SqlKind.VALUES) {
      for (SqlNode row : ((SqlCall) source).getOperandList()) {
        for (int i = 0; i < count; i++) {
          assignOperand((SqlCall) row, i, targets.get(i));
        }
      }
      refreshRowType(source, sourceRowType);
    } else if (source instanceof SqlSelect select && hasNoStar(select)) {
      for (int i = 0; i < count; i++) {
        assign(select.getSelectList(), i, getSelectScope(select), targets.get(i));
      }
      refreshRowType(source, sourceRowType);
    } else {
      for (int i = 0; i < count; i++) {
        requireAssignable(
            RelTypes.sqlType(sourceRowType.getFieldList().get(i).getType()),
            targets.get(i),
            source);
      }
    }
  }

  private static boolean hasNoStar(SqlSelect select) {
    return select.getSelectList().stream()
        .noneMatch(
            item -> item instanceof org.apache.calcite.sql.SqlIdentifier name && name.isStar());
  }

  private void assign(
      SqlNodeList items, int index, SqlValidatorScope scope, RelDataTypeField target) {
    SqlNode item = items.get(index);
    if (item.getKind() == SqlKind.AS) {
      SqlCall call = (SqlCall) item;
      call.setOperand(0, assigned(scope, call.operand(0), target));
    } else {
      items.set(index, assigned(scope, item, target));
    }
  }

  private void assignOperand(SqlCall row, int index, RelDataTypeField target) {
    row.setOperand(index, assigned(null, row.operand(index), target));
  }

  private SqlNode assigned(
      @Nullable SqlValidatorScope scope, SqlNode value, RelDataTypeField target) {
    if (value.getKind() == SqlKind.DEFAULT) {
      return value;
    }
    SqlType type = RelTypes.sqlType(target.getType());
    if (coercion().isUnknown(value)) {
      // A text that is too long is found when it is stored, not cut by a cast.
      SqlType wanted = type.isText() ? SqlType.TEXT : type;
      return coercion().convert(scope, value, RelTypes.relType(typeFactory, wanted));
    }
    RelDataType from = getValidatedNodeTypeIfKnown(value);
    if (from == null && scope != null) {
      from = deriveType(scope, value);
    }
    if (from != null) {
      requireAssignable(RelTypes.sqlType(from), target, value);
    }
    return value;
  }

  private void requireAssignable(SqlType from, RelDataTypeField target, SqlNode value) {
    SqlType to = RelTypes.sqlType(target.getType());
    if (from.kind() == TypeKind.UNKNOWN || CommonType.isAssignable(from, to)) {
      return;
    }
    throw new StatementException(
            SqlState.DATATYPE_MISMATCH,
            "column \""
                + target.getName()
                + "\" is of type "
                + to.kind().sqlName()
                + " but expression is of type "
                + from.kind().sqlName())
        .hint("You will need to rewrite or cast the expression.")
        .position(value.getParserPosition().getColumnNum());
  }

  /// Makes the source's row type say what its values have become.
  private void refreshRowType(SqlNode source, RelDataType before) {
    List<RelDataType> types = new ArrayList<>();
    List<List<RelDataType>> columns = new ArrayList<>();
    for (int i = 0; i < before.getFieldCount(); i++) {
      columns.add(new ArrayList<>());
    }
    if (source instanceof SqlSelect select) {
      for (int i = 0; i < columns.size() && i < select.getSelectList().size(); i++) {
        SqlNode item = select.getSelectList().get(i);
        SqlNode value = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
        columns.get(i).add(deriveType(getSelectScope(select), value));
      }
    } else {
      for (SqlNode row : ((SqlCall) source).getOperandList()) {
        for (int i = 0; i < columns.size(); i++) {
          SqlNode value = ((SqlCall) row).operand(i);
          RelDataType type = getValidatedNodeTypeIfKnown(value);
          columns.get(i).add(type == null ? deriveType(getEmptyScope(), value) : type);
        }
      }
    }
    for (int i = 0; i < columns.size(); i++) {
      RelDataType common =
          columns.get(i).isEmpty() ? null : typeFactory.leastRestrictive(columns.get(i));
      types.add(common == null ? before.getFieldList().get(i).getType() : common);
    }
    RelDataType rowType = typeFactory.createStructType(types, before.getFieldNames());
    setValidatedNodeType(source, rowType);
    SqlValidatorNamespace namespace = getNamespace(source);
    if (namespace != null) {
      namespace.setType(rowType);
    }
  }
}
