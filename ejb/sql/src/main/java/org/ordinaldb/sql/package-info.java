/// The SQL layer's front: read [org.ordinaldb.sql.SqlEngine], which opens sessions, then
/// [org.ordinaldb.sql.SqlSession], which runs statements: transactions around them, plans from the
/// cache or anew, results as batches. Sits on top of every other package of the SQL layer and speaks
/// the interfaces of `org.ordinaldb.session`.
@NullMarked
package org.ordinaldb.sql;

import org.jspecify.annotations.NullMarked;
