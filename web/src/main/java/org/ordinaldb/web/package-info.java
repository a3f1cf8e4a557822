/// The HTTP face: JAX-RS resources over the session beans.
///
/// Read [OrdinalApplication] first. Below stands `org.ordinaldb.beans`; nothing stands above.
@NullMarked
package org.ordinaldb.web;

import org.jspecify.annotations.NullMarked;
