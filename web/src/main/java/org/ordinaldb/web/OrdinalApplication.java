package org.ordinaldb.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;

/// Puts the JAX-RS resources of this module at the root of the HTTP port.
@ApplicationPath("/")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Ordinal",
            version = "0.1",
            description = "A SQL database with a learned index.",
            license = @License(name = "Apache-2.0")))
public class OrdinalApplication extends Application {}
