/// What can go wrong, in PostgreSQL's words: [org.ordinaldb.error.SqlState] is the cause,
/// the subclass of [org.ordinaldb.error.SqlException] is the reaction. Everything else builds on
/// this package; it builds on nothing.
@NullMarked
package org.ordinaldb.error;

import org.jspecify.annotations.NullMarked;
