/// Tests of whole statements: start with [org.ordinaldb.sql.TranscriptTest].
@NullMarked
package org.ordinaldb.sql;

import org.jspecify.annotations.NullMarked;
