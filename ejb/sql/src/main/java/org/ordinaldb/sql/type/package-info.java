/// The two type systems side by side: Calcite's for validation and planning, ours for values. Read
/// [org.ordinaldb.sql.type.RelTypes].
@NullMarked
package org.ordinaldb.sql.type;

import org.jspecify.annotations.NullMarked;
