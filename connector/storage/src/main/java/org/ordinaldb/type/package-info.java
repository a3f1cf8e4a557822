/// SQL types and the values that flow everywhere: read [org.ordinaldb.type.SqlType] for how each
/// type stands in memory, then [org.ordinaldb.type.ColumnBatch]. Builds on `error` only.
@NullMarked
package org.ordinaldb.type;

import org.jspecify.annotations.NullMarked;
