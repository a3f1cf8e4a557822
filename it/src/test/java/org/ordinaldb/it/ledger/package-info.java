/// A small application of its own that keeps a ledger in Ordinal: it knows JDK and Jakarta EE types
/// only, and gets at Ordinal by the JNDI name `jdbc/ordinal`. Read [Ledger] first.
@NullMarked
package org.ordinaldb.it.ledger;

import org.jspecify.annotations.NullMarked;
