package org.ordinaldb.sql.system;

import java.util.List;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.ColumnBatch;

/// A system table: its declaration, and who makes its rows.
///
/// @param view whether `pg_class` calls it a view
record SystemTable(TableDescriptor descriptor, boolean view, RowProducer producer)
    implements VirtualTable {
  @Override
  public List<ColumnBatch> rows(SystemContext context) {
    RowSink sink = new RowSink(descriptor);
    producer.produce(context, sink);
    return sink.finish();
  }

  @Override
  public boolean isAlwaysEmpty() {
    return producer == RowProducer.NO_ROWS;
  }
}
