package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.function.UnknownArguments;
import org.ordinaldb.sql.parser.StringConstant;
import org.ordinaldb.sql.type.CommonType;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// PostgreSQL's implicit conversions. A string constant and a parameter without a type are *unknown*:
/// they become what their neighbours are. Other types are converted only where [CommonType] allows.
final class PostgresCoercion extends TypeCoercionImpl implements UnknownArguments {
  private final PostgresValidator owner;

  PostgresCoercion(RelDataTypeFactory typeFactory, PostgresValidator validator) {
    super(typeFactory, validator);
    this.owner = validator;
  }

  // ---- what the places ask for

  @Override
  public boolean binaryComparisonCoercion(SqlCallBinding binding) {
    List<SqlNode> operands = binding.operands();
    for (SqlNode operand : operands) {
      if (!isScalar(type(binding.getScope(), operand))) {
        return false;
      }
    }
    SqlType common = commonOf(binding.getScope(), operands);
    if (common == null) {
      throw noOperator(binding, operands);
    }
    // Only double precision compares real with other numbers.
    boolean mixedReal = common.kind() == TypeKind.FLOAT4 && !allOf(common.kind(), binding);
    if (mixedReal) {
      common = SqlType.FLOAT8;
    }
    // Kernels compare all pairs of numbers and of texts, but Calcite takes no date for a timestamp.
    boolean unknownOnly =
        !mixedReal && CommonType.category(common.kind()) != CommonType.Category.DATE_TIME;
    return convertOperands(binding.getScope(), binding.getCall(), common, unknownOnly);
  }

  /// Unknown operands count as whatever is asked for.
  private boolean allOf(TypeKind kind, SqlCallBinding binding) {
    for (SqlNode operand : binding.operands()) {
      TypeKind actual = typeOf(binding.getScope(), operand).kind();
      if (actual != kind && actual != TypeKind.UNKNOWN) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean binaryArithmeticCoercion(SqlCallBinding binding) {
    return false;
  }

  @Override
  public boolean inOperationCoercion(SqlCallBinding binding) {
    SqlNode left = binding.operand(0);
    SqlNode right = binding.operand(1);
    SqlValidatorScope scope = binding.getScope();
    if (!(right instanceof SqlNodeList list) || !isScalar(type(scope, left))) {
      return super.inOperationCoercion(binding);
    }
    List<SqlNode> all = new ArrayList<>(list.getList());
    all.add(left);
    SqlType common = commonOf(scope, all);
    if (common == null) {
      throw noOperator(binding, List.of(left, list.get(0)));
    }
    boolean changed = false;
    SqlType leftType = typeOf(scope, left);
    SqlType target = leftType.kind() == TypeKind.UNKNOWN ? common : leftType;
    for (int i = 0; i < list.size(); i++) {
      SqlNode converted = convertUnknown(scope, list.get(i), target);
      changed |= converted != list.get(i);
      list.set(i, converted);
    }
    if (isUnknown(left)) {
      SqlNode converted = convertUnknown(scope, left, common);
      changed |= converted != left;
      binding.getCall().setOperand(0, converted);
    }
    if (changed) {
      updateInferredType(list, rowElementType(scope, list));
    }
    return changed;
  }

  private RelDataType rowElementType(SqlValidatorScope scope, SqlNodeList list) {
    List<RelDataType> types = new ArrayList<>();
    for (SqlNode node : list) {
      types.add(type(scope, node));
    }
    RelDataType common = factory.leastRestrictive(types);
    return common == null ? types.get(0) : common;
  }

  @Override
  public boolean caseOrEquivalentCoercion(SqlCallBinding binding) {
    SqlValidatorScope scope = binding.getScope();
    if (!(binding.getCall() instanceof SqlCase choice)) {
      List<SqlNode> operands = binding.operands();
      SqlType common = commonOf(scope, operands);
      if (common == null) {
        throw mismatch(binding.getOperator().getName(), scope, operands);
      }
      return convertOperands(scope, binding.getCall(), common, false);
    }
    List<SqlNode> values = new ArrayList<>(choice.getThenOperands().getList());
    SqlNode otherwise = choice.getElseOperand();
    if (otherwise != null) {
      values.add(otherwise);
    }
    SqlType common = commonOf(scope, values);
    if (common == null) {
      throw mismatch("CASE", scope, values);
    }
    RelDataType target = relType(common);
    boolean changed = false;
    for (int i = 0; i < choice.getThenOperands().size(); i++) {
      changed |= coerceColumnType(scope, choice.getThenOperands(), i, target);
    }
    return coerceOperandType(scope, choice, 3, target) || changed;
  }

  /// Lets an operator's families decide among types that convert by themselves.
  @Override
  public boolean builtinFunctionCoercion(
      SqlCallBinding binding, List<RelDataType> types, List<SqlTypeFamily> families) {
    boolean changed = false;
    for (int i = 0; i < types.size(); i++) {
      SqlNode operand = binding.operand(i);
      SqlTypeFamily family = families.get(i);
      if (!isUnknown(operand) || family.getTypeNames().contains(SqlTypeName.VARCHAR)) {
        continue;
      }
      RelDataType target = family.getDefaultConcreteType(factory);
      if (target != null) {
        changed |= coerceOperandType(binding.getScope(), binding.getCall(), i, target);
      }
    }
    return changed;
  }

  @Override
  public @Nullable RelDataType getWiderTypeFor(List<RelDataType> types, boolean stringPromotion) {
    RelDataType common = factory.leastRestrictive(types);
    if (common != null) {
      return common;
    }
    // Some may be unknown, which types alone do not tell: what is left after text has to agree.
    List<RelDataType> others =
        types.stream().filter(type -> !SqlTypeUtil.inCharFamily(type)).toList();
    return others.isEmpty() || others.size() == types.size()
        ? null
        : factory.leastRestrictive(others);
  }

  @Override
  public @Nullable RelDataType commonTypeForBinaryComparison(
      @Nullable RelDataType left, @Nullable RelDataType right) {
    return left == null || right == null ? null : factory.leastRestrictive(List.of(left, right));
  }

  // ---- how operands change

  @Override
  protected boolean coerceOperandType(
      @Nullable SqlValidatorScope scope, SqlCall call, int index, RelDataType target) {
    SqlNode operand = call.getOperandList().get(index);
    SqlNode converted = convert(scope, operand, target);
    if (converted == operand) {
      return false;
    }
    call.setOperand(index, converted);
    return true;
  }

  @Override
  protected boolean coerceColumnType(
      @Nullable SqlValidatorScope scope, SqlNodeList list, int index, RelDataType target) {
    if (index >= list.size()) {
      return true;
    }
    SqlNode node = list.get(index);
    if (node instanceof SqlIdentifier identifier && identifier.isStar()) {
      return true;
    }
    if (node.getKind() == SqlKind.AS) {
      requireImplicit(scope, ((SqlCall) node).operand(0), target);
      return coerceOperandType(scope, (SqlCall) node, 0, target);
    }
    requireImplicit(scope, node, target);
    SqlNode converted = convert(scope, node, target);
    if (converted == node) {
      return false;
    }
    list.set(index, converted);
    return true;
  }

  private void requireImplicit(
      @Nullable SqlValidatorScope scope, SqlNode node, RelDataType target) {
    SqlType from = typeOf(scope, node);
    SqlType to = RelTypes.sqlType(target);
    if (!CommonType.isImplicit(from, to)) {
      throw new StatementException(
              SqlState.DATATYPE_MISMATCH,
              "UNION types "
                  + to.kind().sqlName()
                  + " and "
                  + from.kind().sqlName()
                  + " cannot be matched")
          .position(node.getParserPosition().getColumnNum());
    }
  }

  /// Brings operands to a common type where they are unknown, and all of them unless `unknownOnly`:
  /// kernels compare numbers of different types, and dates with timestamps, as they are.
  private boolean convertOperands(
      @Nullable SqlValidatorScope scope, SqlCall call, SqlType common, boolean unknownOnly) {
    boolean changed = false;
    RelDataType target = relType(common);
    for (int i = 0; i < call.operandCount(); i++) {
      SqlNode operand = call.operand(i);
      if (unknownOnly) {
        SqlNode converted = convertUnknown(scope, operand, common);
        if (converted != operand) {
          call.setOperand(i, converted);
          changed = true;
        }
      } else {
        changed |= coerceOperandType(scope, call, i, target);
      }
    }
    return changed;
  }

  /// Replaces the values of one column of VALUES by values of one type.
  ///
  /// @param target the type of the column that they are stored in, or null
  void unify(List<SqlNode> values, @Nullable SqlType target, SqlValidatorScope scope) {
    SqlType ofUnknown = target == null ? commonOf(scope, values) : target;
    if (ofUnknown != null) {
      values.replaceAll(value -> convertUnknown(scope, value, ofUnknown));
    }
    SqlType common = commonOf(scope, values);
    if (common == null && target != null && target.isText()) {
      common = SqlType.TEXT;
    }
    if (common == null) {
      throw mismatch("VALUES", scope, values);
    }
    RelDataType type = relType(common);
    values.replaceAll(value -> isUnknown(value) ? value : convert(scope, value, type));
  }

  SqlNode convertUnknown(@Nullable SqlValidatorScope scope, SqlNode node, SqlType type) {
    return isUnknown(node) ? convert(scope, node, relType(type)) : node;
  }

  /// The node as a value of the type; the node itself when it is one already, or has learned to be.
  SqlNode convert(@Nullable SqlValidatorScope scope, SqlNode node, RelDataType target) {
    if (SqlUtil.isNullLiteral(node, false) || !isScalar(target)) {
      return node;
    }
    SqlType type = RelTypes.sqlType(target);
    if (node instanceof SqlDynamicParam parameter) {
      if (!owner.parameters().isKnown(parameter.getIndex())) {
        owner.parameters().learn(parameter.getIndex(), type);
      }
      SqlType known = owner.parameters().type(parameter.getIndex());
      return known.kind() == type.kind() ? node : cast(node, target, true);
    }
    if (node instanceof StringConstant constant) {
      if (type.isText()) {
        return type.kind() == TypeKind.CHAR ? withoutTrailingBlanks(constant) : node;
      }
      SqlNode value = Constants.read(constant, type, owner.format());
      return value == null ? cast(node, target, false) : value;
    }
    if (scope == null) {
      return node;
    }
    RelDataType from = type(scope, node);
    return !isScalar(from) || SqlTypeUtil.equalSansNullability(factory, from, target)
        ? node
        : cast(node, target, from.isNullable());
  }

  /// As char(n) values stand in memory.
  private static SqlNode withoutTrailingBlanks(StringConstant constant) {
    String text = constant.text();
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return end == text.length()
        ? constant
        : StringConstant.of(text.substring(0, end), constant.getParserPosition());
  }

  private SqlNode cast(SqlNode node, RelDataType target, boolean nullable) {
    RelDataType type = factory.createTypeWithNullability(target, nullable);
    SqlNode cast = RelTypeSpec.cast(node, type);
    updateInferredType(cast, type);
    return cast;
  }

  // ---- what things are

  @Override
  public void convertUnknown(SqlCallBinding binding, int index, SqlType type) {
    coerceOperandType(binding.getScope(), binding.getCall(), index, relType(type));
  }

  /// Whether the node's type is still open.
  @Override
  public boolean isUnknown(SqlNode node) {
    return switch (node) {
      case StringConstant constant -> true;
      case SqlDynamicParam parameter -> !owner.parameters().isKnown(parameter.getIndex());
      case SqlCall call when call.getKind() == SqlKind.AS -> isUnknown(call.operand(0));
      default -> SqlUtil.isNullLiteral(node, false);
    };
  }

  SqlType typeOf(@Nullable SqlValidatorScope scope, SqlNode node) {
    return isUnknown(node) ? SqlType.UNKNOWN : RelTypes.sqlType(type(scope, node));
  }

  private RelDataType type(@Nullable SqlValidatorScope scope, SqlNode node) {
    return validator.deriveType(java.util.Objects.requireNonNull(scope), node);
  }

  private RelDataType relType(SqlType type) {
    return RelTypes.relType(factory, type.kind() == TypeKind.UNKNOWN ? SqlType.TEXT : type);
  }

  private @Nullable SqlType commonOf(@Nullable SqlValidatorScope scope, List<SqlNode> nodes) {
    SqlType common = SqlType.UNKNOWN;
    for (SqlNode node : nodes) {
      if (!isScalar(type(scope, node))) {
        return common;
      }
      SqlType next = CommonType.of(common, typeOf(scope, node));
      if (next == null) {
        return null;
      }
      common = next;
    }
    return common;
  }

  private static boolean isScalar(RelDataType type) {
    return !type.isStruct()
        && type.getComponentType() == null
        && type.getSqlTypeName() != SqlTypeName.ANY
        && type.getSqlTypeName() != SqlTypeName.UNKNOWN
        && type.getSqlTypeName() != SqlTypeName.SYMBOL
        && type.getSqlTypeName() != SqlTypeName.CURSOR;
  }

  // ---- errors

  private SqlException noOperator(SqlCallBinding binding, List<SqlNode> operands) {
    String name = ValidationErrors.operatorName(binding.getOperator());
    StringBuilder message = new StringBuilder("operator does not exist: ");
    message.append(typeOf(binding.getScope(), operands.get(0)).kind().sqlName());
    message.append(' ').append(name).append(' ');
    message.append(typeOf(binding.getScope(), operands.get(1)).kind().sqlName());
    return new StatementException(SqlState.UNDEFINED_FUNCTION, message.toString())
        .hint(
            "No operator matches the given name and argument types. You might need to add explicit"
                + " type casts.")
        .position(ValidationErrors.operatorColumn(binding.getCall()));
  }

  private SqlException mismatch(
      String construct, @Nullable SqlValidatorScope scope, List<SqlNode> nodes) {
    SqlType common = SqlType.UNKNOWN;
    for (SqlNode node : nodes) {
      SqlType type = typeOf(scope, node);
      SqlType next = CommonType.of(common, type);
      if (next == null) {
        return new StatementException(
                SqlState.DATATYPE_MISMATCH,
                construct
                    + " types "
                    + common.kind().sqlName()
                    + " and "
                    + type.kind().sqlName()
                    + " cannot be matched")
            .position(node.getParserPosition().getColumnNum());
      }
      common = next;
    }
    throw new IllegalStateException("the types do match");
  }
}
