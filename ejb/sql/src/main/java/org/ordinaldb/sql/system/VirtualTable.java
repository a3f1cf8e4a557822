package org.ordinaldb.sql.system;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.ColumnBatch;

/// A read-only table whose rows are made when it is read. Immutable, shared by all sessions.
public interface VirtualTable {
  /// Its schema, name and columns. Its id, below [TableDescriptor#FIRST_ID], is its oid in
  /// `pg_class`.
  TableDescriptor descriptor();

  /// All rows, with all columns, as they are now.
  List<ColumnBatch> rows(SystemContext context);

  /// Whether it stands for something that Ordinal does not have, such as policies, and so never has
  /// a row.
  boolean isAlwaysEmpty();
}
