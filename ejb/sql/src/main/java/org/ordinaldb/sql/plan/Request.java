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
/// @param target the table whose rows' keys it needs, because it updates or deletes them, or null
record Request(
    ImmutableBitSet needed, List<RelFieldCollation> order, @Nullable TableDescriptor target) {
  static Request all(RelNode rel) {
    return of(ImmutableBitSet.range(rel.getRowType().getFieldCount()));
  }

  static Request of(ImmutableBitSet needed) {
    return new Request(needed, List.of(), null);
  }

  Request alsoNeeding(ImmutableBitSet fields) {
    return new Request(needed.union(fields), order, target);
  }

  Request ordered(List<RelFieldCollation> newOrder) {
    return new Request(needed, newOrder, target);
  }

  Request forTarget(@Nullable TableDescriptor newTarget) {
    return new Request(needed, order, newTarget);
  }
}
