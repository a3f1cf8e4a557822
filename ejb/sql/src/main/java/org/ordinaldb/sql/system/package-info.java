/// The system catalogs (`pg_catalog`, `information_schema`, `ordinal`) as virtual tables over the
/// catalog and the engine: read [org.ordinaldb.sql.system.VirtualTable], then
/// [org.ordinaldb.sql.system.SystemTables]. Builds on `expression`; `validate` resolves names against
/// it and `execution` scans it.
@NullMarked
package org.ordinaldb.sql.system;

import org.jspecify.annotations.NullMarked;
