/// The EJB module: where the faces meet the SQL engine inside the container.
///
/// Read [DatabaseBean] first. [org.ordinaldb.beans.metrics] counts, [org.ordinaldb.beans.query] runs
/// statements for callers without a session. Above stand `org.ordinaldb.web` and the resource
/// adapter's inbound side; below `org.ordinaldb.sql` and the adapter's outbound side.
@NullMarked
package org.ordinaldb.beans;

import org.jspecify.annotations.NullMarked;
