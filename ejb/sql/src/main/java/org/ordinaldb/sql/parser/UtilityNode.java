package org.ordinaldb.sql.parser;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/// A [Utility] where the parser wants a node. Calcite's validator never sees it.
public final class UtilityNode extends SqlNode {
  private final Utility utility;

  UtilityNode(Utility utility, SqlParserPos position) {
    super(position);
    this.utility = utility;
  }

  public Utility utility() {
    return utility;
  }

  @Override
  public SqlNode clone(SqlParserPos position) {
    return new UtilityNode(utility, position);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
    writer.literal(utility.toString());
  }

  @Override
  public void validate(SqlValidator validator, SqlValidatorScope scope) {
    throw new IllegalStateException("a utility statement has nothing to validate");
  }

  @Override
  public <R> R accept(SqlVisitor<R> visitor) {
    throw new IllegalStateException("a utility statement is not visited");
  }

  @Override
  public boolean equalsDeep(@Nullable SqlNode node, Litmus litmus) {
    return node instanceof UtilityNode other && utility.equals(other.utility);
  }
}
