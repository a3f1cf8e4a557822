package org.ordinaldb.sql.expression;

import java.util.Arrays;

/// Whether a byte string is one of a list: IN over text.
final class BytesSetTest extends BytesTest {
  private final byte[][] members;
  private final boolean negated;

  BytesSetTest(Expression operand, byte[][] members, boolean negated) {
    super(operand);
    this.members = members.clone();
    this.negated = negated;
    Arrays.sort(this.members, Arrays::compareUnsigned);
  }

  @Override
  protected BytesPredicate predicate(EvaluationContext context) {
    return (data, start, end) -> contains(data, start, end) != negated;
  }

  private boolean contains(byte[] data, int start, int end) {
    int low = 0;
    int high = members.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      byte[] member = members[middle];
      int comparison = Arrays.compareUnsigned(data, start, end, member, 0, member.length);
      if (comparison == 0) {
        return true;
      }
      if (comparison < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return false;
  }
}
