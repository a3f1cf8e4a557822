/// PostgreSQL's functions and operators: each declared once, with its typing and its kernel. Read
/// [org.ordinaldb.sql.function.FunctionLibrary]. Builds on `expression` and `type`; the validator
/// gets the operator table from here.
@NullMarked
package org.ordinaldb.sql.function;

import org.jspecify.annotations.NullMarked;
