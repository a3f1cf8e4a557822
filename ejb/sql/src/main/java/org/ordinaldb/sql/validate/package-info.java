/// From a syntax tree to relational algebra: names are looked up, types found, PostgreSQL's implicit
/// conversions made. Read [org.ordinaldb.sql.validate.Analyzer]. Builds on `parser`, `type`,
/// `function` (the operators) and `system` (the virtual tables); `plan` goes on from the algebra.
@NullMarked
package org.ordinaldb.sql.validate;

import org.jspecify.annotations.NullMarked;
