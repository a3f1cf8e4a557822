package org.ordinaldb.sql.expression;

/// The arithmetic of two numbers of one type.
public enum ArithmeticOperator {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  MODULO
}
