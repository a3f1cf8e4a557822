/// Tests of the operators over hand-written sources, against models.
@NullMarked
package org.ordinaldb.sql.execution;

import org.jspecify.annotations.NullMarked;
