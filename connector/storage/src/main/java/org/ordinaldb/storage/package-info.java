/// The storage engine as the SQL layer sees it: read [org.ordinaldb.storage.StorageSession]. Puts
/// `transaction`, `segment` and what is below them together.
@NullMarked
package org.ordinaldb.storage;

import org.jspecify.annotations.NullMarked;
