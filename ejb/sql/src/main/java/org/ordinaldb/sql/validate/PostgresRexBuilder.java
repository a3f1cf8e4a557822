package org.ordinaldb.sql.validate;

import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.NlsString;

/// Makes string literals text, where Calcite makes them char(n).
final class PostgresRexBuilder extends RexBuilder {
  PostgresRexBuilder(RelDataTypeFactory typeFactory) {
    super(typeFactory);
  }

  @Override
  public RexLiteral makeCharLiteral(NlsString string) {
    return makeLiteral(string, typeFactory.createSqlType(SqlTypeName.VARCHAR), SqlTypeName.CHAR);
  }
}
