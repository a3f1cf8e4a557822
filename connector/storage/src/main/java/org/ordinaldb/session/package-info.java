/// The conversation between a face (pgwire, REST, tests) and the SQL layer: read
/// [org.ordinaldb.session.QuerySession]. It stands in this module because faces must not depend on
/// the SQL layer, nor it on them; both know these interfaces, over [org.ordinaldb.type.ColumnBatch].
@NullMarked
package org.ordinaldb.session;

import org.jspecify.annotations.NullMarked;
