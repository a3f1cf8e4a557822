package org.ordinaldb.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Objects;

/// What a browser gets at the root: where things are.
@Path("/")
public class StartPage {
  @GET
  @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
  public Response page() {
    InputStream page = StartPage.class.getResourceAsStream("index.html");
    return Response.ok(Objects.requireNonNull(page, "index.html is part of the module")).build();
  }
}
