/// COPY's text and CSV forms, between bytes and column batches without a string on the way: read
/// [org.ordinaldb.sql.copy.CopyReader], then [org.ordinaldb.sql.copy.CopyWriter]. What the rows are
/// for is the caller's business. Builds on `parser` (the options as written) and on the engine's
/// `format`.
@NullMarked
package org.ordinaldb.sql.copy;

import org.jspecify.annotations.NullMarked;
