/// The way in: [org.ordinaldb.adapter.inbound.PgActivation] listens on a port for the lifetime of a
/// message-driven bean and hands every client's session to it. The protocol itself is
/// `org.ordinaldb.pgwire`.
@NullMarked
package org.ordinaldb.adapter.inbound;

import org.jspecify.annotations.NullMarked;
