/// What is declared: read [org.ordinaldb.catalog.Catalog]. Immutable values only; the engine stores
/// and versions them, the SQL layer plans with them. Builds on `type`.
@NullMarked
package org.ordinaldb.catalog;

import org.jspecify.annotations.NullMarked;
