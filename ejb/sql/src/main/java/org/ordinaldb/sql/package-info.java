/// The SQL layer's front: read [org.ordinaldb.sql.SqlEngine], which opens sessions, then
/// [org.ordinaldb.sql.SqlSession], a conversation. It puts transactions around statements
/// ([org.ordinaldb.sql.SessionTransactions]), takes plans from the cache or makes them
/// ([org.ordinaldb.sql.StatementCompiler]), and gets queries ([org.ordinaldb.sql.QueryRunner]) and
/// commands ([org.ordinaldb.sql.Commands]) run. Sits on top of every other package of the SQL layer and
/// speaks the interfaces of `org.ordinaldb.session`.
@NullMarked
package org.ordinaldb.sql;

import org.jspecify.annotations.NullMarked;
