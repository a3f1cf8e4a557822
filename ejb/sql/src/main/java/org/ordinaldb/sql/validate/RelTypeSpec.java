package org.ordinaldb.sql.validate;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;

/// A type that analysis already knows, where a cast wants one that was written.
final class RelTypeSpec extends SqlTypeNameSpec {
  private final RelDataType type;

  private RelTypeSpec(RelDataType type, SqlParserPos position) {
    super(new SqlIdentifier(type.toString(), position), position);
    this.type = type;
  }

  /// A cast that keeps the nullability of its operand.
  static SqlNode cast(SqlNode node, RelDataType type) {
    SqlParserPos position = node.getParserPosition();
    return SqlStdOperatorTable.CAST.createCall(
        position, node, new SqlDataTypeSpec(new RelTypeSpec(type, position), position));
  }

  @Override
  public RelDataType deriveType(SqlValidator validator) {
    return type;
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
    writer.keyword(type.toString());
  }

  @Override
  public boolean equalsDeep(SqlTypeNameSpec other, Litmus litmus) {
    return other instanceof RelTypeSpec that && type.equals(that.type);
  }
}
