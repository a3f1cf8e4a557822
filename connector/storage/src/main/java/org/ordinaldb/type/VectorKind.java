package org.ordinaldb.type;

/// How the values of a type stand in memory: the three primitive layouts of a [Vector].
public enum VectorKind {
  LONG,
  DOUBLE,
  BYTES
}
