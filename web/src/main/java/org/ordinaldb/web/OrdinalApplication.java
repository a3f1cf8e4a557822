package org.ordinaldb.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/// Puts the JAX-RS resources of this module at the root of the HTTP port.
@ApplicationPath("/")
public class OrdinalApplication extends Application {}
