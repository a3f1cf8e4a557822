/// What the beans see of the resource adapter: read [org.ordinaldb.adapter.api.SessionEndpoint] for
/// the way in, [org.ordinaldb.adapter.api.StorageConnectionFactory] for the way out.
@NullMarked
package org.ordinaldb.adapter.api;

import org.jspecify.annotations.NullMarked;
