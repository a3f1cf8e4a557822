/// Tests of run-time parameters.
@NullMarked
package org.ordinaldb.sql.setting;

import org.jspecify.annotations.NullMarked;
