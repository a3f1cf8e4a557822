/// Tests of functions and operators: what they answer is compared with PostgreSQL's answers, which
/// stand in transcripts.
@NullMarked
package org.ordinaldb.sql.function;

import org.jspecify.annotations.NullMarked;
