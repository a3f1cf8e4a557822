package org.ordinaldb.web;

import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Compresses answers for clients that accept it.
@Provider
public class GzipAnswers implements WriterInterceptor {
  private static final int SMALL_BYTES = 1024;
  private static final int BUFFER_BYTES = 8192;

  @Context HttpHeaders request;

  @Override
  public void aroundWriteTo(WriterInterceptorContext answer) throws IOException {
    MultivaluedMap<String, Object> headers = answer.getHeaders();
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (isSmall(answer.getEntity())
        || !accepts(request.getHeaderString(HttpHeaders.ACCEPT_ENCODING))) {
      answer.proceed();
      return;
    }
    headers.remove(HttpHeaders.CONTENT_LENGTH);
    headers.putSingle(HttpHeaders.CONTENT_ENCODING, "gzip");
    GZIPOutputStream zip = new GZIPOutputStream(answer.getOutputStream(), BUFFER_BYTES);
    answer.setOutputStream(zip);
    answer.proceed();
    zip.finish();
  }

  /// Whether an `Accept-Encoding` header takes gzip; `gzip;q=0` refuses it.
  static boolean accepts(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    for (String coding : acceptEncoding.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = coding.strip().split("\\s*;\\s*");
      if (parts[0].equals("gzip") || parts[0].equals("*")) {
        return parts.length == 1 || !parts[1].matches("q=0(\\.0*)?");
      }
    }
    return false;
  }

  private static boolean isSmall(Object entity) {
    return switch (entity) {
      case byte[] bytes -> bytes.length < SMALL_BYTES;
      case String text -> text.length() < SMALL_BYTES;
      default -> false;
    };
  }
}
