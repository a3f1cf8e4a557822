/// Expressions compiled to trees of vector kernels: read
/// [org.ordinaldb.sql.expression.Expression], then
/// [org.ordinaldb.sql.expression.ExpressionCompiler]. The functions of the library stand in
/// `function`, which builds on this package; operators in `execution` evaluate what is made here.
@NullMarked
package org.ordinaldb.sql.expression;

import org.jspecify.annotations.NullMarked;
