/// Run-time parameters: read [org.ordinaldb.sql.setting.Settings]. Knows nothing of sessions; SET,
/// SHOW, `set_config()` and `pg_settings` all come here.
@NullMarked
package org.ordinaldb.sql.setting;

import org.jspecify.annotations.NullMarked;
