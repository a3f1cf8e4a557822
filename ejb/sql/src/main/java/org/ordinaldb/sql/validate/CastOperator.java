package org.ordinaldb.sql.validate;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCastFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.type.CommonType;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;

/// CAST by PostgreSQL's rules on what casts to what. In the algebra it is Calcite's own CAST again.
final class CastOperator extends SqlCastFunction {
  static final CastOperator INSTANCE = new CastOperator();

  /// Converts casts without Calcite's rewrites, which take its types for PostgreSQL's.
  static final SqlRexConvertletTable CONVERTLETS =
      new SqlRexConvertletTable() {
        @Override
        public @Nullable SqlRexConvertlet get(SqlCall call) {
          boolean isCast =
              call.getOperator() == INSTANCE || call.getOperator() == SqlStdOperatorTable.CAST;
          if (isCast) {
            return CastOperator::convert;
          }
          return SqlKind.BINARY_COMPARISON.contains(call.getKind())
              ? CastOperator::convertComparison
              : StandardConvertletTable.INSTANCE.get(call);
        }
      };

  private CastOperator() {}

  private static RexNode convert(SqlRexContext context, SqlCall call) {
    RexBuilder rex = context.getRexBuilder();
    RexNode operand = context.convertExpression(call.operand(0));
    RelDataType type = context.getValidator().getValidatedNodeType(call);
    RelDataType target =
        context.getTypeFactory().createTypeWithNullability(type, operand.getType().isNullable());
    if (operand.getType().equals(target)) {
      return operand;
    }
    boolean folds =
        operand instanceof RexLiteral literal
            && !literal.isNull()
            && SqlTypeUtil.isExactNumeric(operand.getType())
            && SqlTypeUtil.isIntType(target);
    return folds
        ? rex.makeCast(target, operand)
        : rex.makeAbstractCast(target, operand, mayCutText(target));
  }

  /// Calcite takes text to varchar(n) for lossless and drops such a cast below another one, but not
  /// when it is its SAFE_CAST, which runs as the same conversion here.
  private static boolean mayCutText(RelDataType target) {
    return SqlTypeUtil.inCharFamily(target) && target.getPrecision() >= 0;
  }

  /// Leaves a column as it is when it is compared with a value of the same family, so that a key is
  /// still seen to be one: integers of all widths, and texts of all kinds, compare as they are.
  private static RexNode convertComparison(SqlRexContext context, SqlCall call) {
    boolean simple = call.operandCount() == 2;
    for (SqlNode operand : call.getOperandList()) {
      simple &= !(operand instanceof SqlNodeList) && operand.getKind() != SqlKind.ROW;
    }
    if (!simple) {
      SqlRexConvertlet standard = StandardConvertletTable.INSTANCE.get(call);
      return java.util.Objects.requireNonNull(standard).convertCall(context, call);
    }
    RexBuilder rex = context.getRexBuilder();
    RexNode left = context.convertExpression(call.operand(0));
    RexNode right = context.convertExpression(call.operand(1));
    boolean alike =
        SqlTypeUtil.inCharFamily(left.getType()) && SqlTypeUtil.inCharFamily(right.getType())
            || SqlTypeUtil.isIntType(left.getType()) && SqlTypeUtil.isIntType(right.getType());
    if (!alike) {
      RelDataType common =
          context.getTypeFactory().leastRestrictive(List.of(left.getType(), right.getType()));
      if (common != null) {
        left = rex.ensureType(common, left, true);
        right = rex.ensureType(common, right, true);
      }
    }
    return rex.makeCall(call.getOperator(), left, right);
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    SqlNode operand = binding.operand(0);
    PostgresCoercion coercion = (PostgresCoercion) binding.getValidator().getTypeCoercion();
    RelDataType toRel = binding.getOperandType(1);
    if (toRel.getComponentType() != null) {
      return true;
    }
    if (coercion.isUnknown(operand)) {
      SqlType wanted = SqlType.of(RelTypes.sqlType(toRel).kind());
      coercion.convertUnknown(binding, 0, wanted);
      return true;
    }
    RelDataType fromRel = binding.getOperandType(0);
    if (fromRel.isStruct() || fromRel.getComponentType() != null) {
      return super.checkOperandTypes(binding, throwOnFailure);
    }
    SqlType from = RelTypes.sqlType(fromRel);
    SqlType to = RelTypes.sqlType(toRel);
    if (CommonType.isCastable(from, to)) {
      return true;
    }
    throw new StatementException(
            SqlState.CANNOT_COERCE,
            "cannot cast type " + from.kind().sqlName() + " to " + to.kind().sqlName())
        .position(binding.getCall().getParserPosition().getColumnNum());
  }
}
