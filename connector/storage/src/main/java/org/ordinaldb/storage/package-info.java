/// The storage engine as the SQL layer sees it: read [org.ordinaldb.storage.StorageSession].
/// The only package besides its neighbours `transaction` and `segment` that knows Berkeley DB JE.
@NullMarked
package org.ordinaldb.storage;

import org.jspecify.annotations.NullMarked;
