/// The JCA resource adapter: [org.ordinaldb.adapter.OrdinalAdapter] opens the storage engine and
/// closes it; `inbound` listens for PostgreSQL's protocol, `outbound` gives beans their connections.
@NullMarked
package org.ordinaldb.adapter;

import org.jspecify.annotations.NullMarked;
