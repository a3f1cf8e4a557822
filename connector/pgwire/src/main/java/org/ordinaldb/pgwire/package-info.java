/// PostgreSQL's protocol, server side, over any pair of streams: read
/// [org.ordinaldb.pgwire.PgConnection], which speaks it with one client, and
/// [org.ordinaldb.pgwire.PgServer], which accepts them. Knows the database only through
/// `org.ordinaldb.session`.
@NullMarked
package org.ordinaldb.pgwire;

import org.jspecify.annotations.NullMarked;
