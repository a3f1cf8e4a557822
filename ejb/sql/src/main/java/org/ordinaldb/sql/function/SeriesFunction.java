package org.ordinaldb.sql.function;

import static org.ordinaldb.type.SqlType.INT4;
import static org.ordinaldb.type.SqlType.INT8;
import static org.ordinaldb.type.SqlType.INTERVAL;
import static org.ordinaldb.type.SqlType.TIMESTAMP;
import static org.ordinaldb.type.SqlType.TIMESTAMPTZ;

import java.util.List;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlTableFunction;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.SetCall;
import org.ordinaldb.sql.expression.SetFunction;
import org.ordinaldb.type.SqlType;

/// `generate_series`, a table of one column.
final class SeriesFunction extends SqlFunction implements SqlTableFunction, SetFunction {
  private static final String NAME = "generate_series";

  private final OperatorTyping typing =
      new OperatorTyping(
          NAME,
          false,
          List.of(
              series(INT4, INT4, INT4),
              series(INT4, INT4, INT4, INT4),
              series(INT8, INT8, INT8),
              series(INT8, INT8, INT8, INT8),
              series(TIMESTAMP, TIMESTAMP, TIMESTAMP, INTERVAL),
              series(TIMESTAMPTZ, TIMESTAMPTZ, TIMESTAMPTZ, INTERVAL)));

  SeriesFunction() {
    super(
        NAME,
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.CURSOR,
        null,
        null,
        SqlFunctionCategory.USER_DEFINED_TABLE_FUNCTION);
  }

  private static Overload series(SqlType type, SqlType... parameters) {
    return Overload.of(type, Series::new, parameters).nullable(Overload.Nullability.NEVER);
  }

  @Override
  public SqlReturnTypeInference getRowTypeInference() {
    return binding ->
        binding.getTypeFactory().builder().add(NAME, typing.resultType(binding)).build();
  }

  @Override
  public SetCall compile(List<Expression> operands) {
    return (SetCall) typing.compile(operands);
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return typing.argumentCounts();
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    return typing.check(binding);
  }

  @Override
  public SqlOperandTypeInference getOperandTypeInference() {
    return (binding, returnType, types) -> typing.inferArguments(binding, types);
  }
}
