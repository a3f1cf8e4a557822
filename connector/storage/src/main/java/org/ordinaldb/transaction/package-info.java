/// Transactions: snapshots, locks, the delta of committed row versions, and the commit log.
/// Builds on `segment` and below; `storage` puts it together.
@NullMarked
package org.ordinaldb.transaction;

import org.jspecify.annotations.NullMarked;
