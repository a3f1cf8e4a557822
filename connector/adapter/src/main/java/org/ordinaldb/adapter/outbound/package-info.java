/// The way out: pooled connections for beans, over [org.ordinaldb.storage.StorageSession]. Start at
/// [org.ordinaldb.adapter.outbound.StorageManagedConnectionFactory].
@NullMarked
package org.ordinaldb.adapter.outbound;

import org.jspecify.annotations.NullMarked;
