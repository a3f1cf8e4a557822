/// The HTTP face: JAX-RS resources over the session beans.
///
/// Read [QueryResource] first. Errors become problem details in [Problem]; the filters decide who
/// may ask. Below stands `org.ordinaldb.beans`; nothing stands above.
@NullMarked
package org.ordinaldb.web;

import org.jspecify.annotations.NullMarked;
