package org.ordinaldb.sql.expression;

/// A test of one byte string. Immutable.
@FunctionalInterface
public interface BytesPredicate {
  boolean test(byte[] data, int start, int end);
}
