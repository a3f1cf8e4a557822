package org.ordinaldb.sql.plan;

import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;

/// What a consumer wants of its input.
///
/// @param needed the fields that it reads
/// @param order an order that would save it a sort; a wish, see [Translated#ordered()]
/// @param limited whether it stops reading after a few rows
/// @param target the table whose rows' keys it needs, because it updates or deletes them, or null
record Request(
    ImmutableBitSet needed,
    List<RelFieldCollation> order,
    boolean limited,
    @Nullable TableDescriptor target) {
  static Request all(RelNode rel) {
    return of(ImmutableBitSet.range(rel.getRowType().getFieldCount()));
  }

  static Request of(ImmutableBitSet needed) {
    return new Request(needed, List.of(), false, null);
  }

  Request alsoNeeding(ImmutableBitSet fields) {
    return new Request(needed.union(fields), order, limited, target);
  }

  Request ordered(List<RelFieldCollation> newOrder) {
    return new Request(needed, newOrder, limited, target);
  }

  Request limited(boolean stopsEarly) {
    return new Request(needed, order, stopsEarly, target);
  }

  Request forTarget(@Nullable TableDescriptor newTarget) {
    return new Request(needed, order, limited, newTarget);
  }
}
