/// One statement for a caller that has no session: what the REST face runs.
///
/// Read [StatementRunner] first. [Placeholders] lets callers write `?` for `$1`. Builds on
/// `org.ordinaldb.session`; `org.ordinaldb.beans` gives it to the container.
@NullMarked
package org.ordinaldb.beans.query;

import org.jspecify.annotations.NullMarked;
