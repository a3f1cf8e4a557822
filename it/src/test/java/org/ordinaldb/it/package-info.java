/// Tests against the real thing: `server-config/run` starts Payara with the EAR, and clients use it.
///
/// Read [OrdinalServer] first; [SharedServer] is the one that most tests use.
@NullMarked
package org.ordinaldb.it;

import org.jspecify.annotations.NullMarked;
