package org.ordinaldb.catalog;

import java.util.List;

/// The primary key constraint: its name and the ordinals (from 0) of its columns, in key order.
public record PrimaryKey(String name, List<Integer> columns) {
  public PrimaryKey {
    columns = List.copyOf(columns);
  }
}
