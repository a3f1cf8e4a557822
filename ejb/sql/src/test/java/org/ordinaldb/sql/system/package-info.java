/// Tests of the system tables and functions.
@NullMarked
package org.ordinaldb.sql.system;

import org.jspecify.annotations.NullMarked;
