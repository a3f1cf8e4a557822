package org.ordinaldb.sql.function;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.BytesPredicate;
import org.ordinaldb.sql.expression.BytesTest;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.BytesVector;

/// `~` and its relatives with one pattern for all rows.
final class RegexTest extends BytesTest {
  private final boolean insensitive;
  private final boolean negated;

  RegexTest(Expression text, Expression pattern, boolean insensitive, boolean negated) {
    super(text, pattern);
    this.insensitive = insensitive;
    this.negated = negated;
  }

  @Override
  protected @Nullable BytesPredicate predicate(EvaluationContext context) {
    BytesVector text = (BytesVector) operand(1).evaluateScalar(context);
    if (text.isNull(0)) {
      return null;
    }
    Pattern pattern = RegularExpressions.compile(text.string(0), insensitive);
    return (data, start, end) -> {
      String value = new String(data, start, end - start, StandardCharsets.UTF_8);
      return pattern.matcher(value).find() != negated;
    };
  }
}
