/// PostgreSQL's text form of values, in and out: read [org.ordinaldb.format.TextCodec]. The wire,
/// COPY, casts and literals all use it, so a value reads the same everywhere. Builds on `type` and
/// `error`.
@NullMarked
package org.ordinaldb.format;

import org.jspecify.annotations.NullMarked;
