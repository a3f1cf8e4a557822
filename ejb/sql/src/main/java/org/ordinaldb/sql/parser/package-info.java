/// Text to syntax tree: read [org.ordinaldb.sql.parser.PostgresParser]. Queries and data changes are
/// Calcite's nodes, everything else is a [org.ordinaldb.sql.parser.Utility]. The grammar stands in
/// `src/main/codegen`; `GeneratedParser` is made from it by the build. Knows `type`, nothing else of
/// the SQL layer.
@NullMarked
package org.ordinaldb.sql.parser;

import org.jspecify.annotations.NullMarked;
