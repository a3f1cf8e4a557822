/// Holds what is stored against what is declared: read [org.ordinaldb.sql.check.DatabaseCheck]. The
/// engine's own check asks whether bytes are what was written; this one whether indexes have the
/// entries of their table's rows, and rows are as their constraints want them.
@NullMarked
package org.ordinaldb.sql.check;

import org.jspecify.annotations.NullMarked;
