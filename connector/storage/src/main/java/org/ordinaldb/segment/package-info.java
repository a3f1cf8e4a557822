/// Immutable sorted runs of rows, by column, with a learned index each: read
/// [org.ordinaldb.segment.Segment], and [org.ordinaldb.segment.SegmentBuilder] for how one comes
/// about. Builds on `index` and `catalog`; `storage` above it keeps the chunks in Berkeley DB JE
/// and decides which segments make up a table.
@NullMarked
package org.ordinaldb.segment;

import org.jspecify.annotations.NullMarked;
