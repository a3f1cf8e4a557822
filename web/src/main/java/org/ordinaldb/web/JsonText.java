package org.ordinaldb.web;

import java.nio.charset.StandardCharsets;
import org.ordinaldb.type.ByteSink;

/// Writes JSON strings from UTF-8 bytes, without making Java strings of them.
final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private JsonText() {}

  static void quote(String text, ByteSink out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    quote(bytes, 0, bytes.length, out);
  }

  static void quote(byte[] utf8, int from, int to, ByteSink out) {
    out.putByte((byte) '"');
    int plain = from;
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < 0x20)) {
        out.putBytes(utf8, plain, i - plain);
        escape(b, out);
        plain = i + 1;
      }
    }
    out.putBytes(utf8, plain, to - plain);
    out.putByte((byte) '"');
  }

  private static void escape(byte b, ByteSink out) {
    out.putByte((byte) '\\');
    switch (b) {
      case '"', '\\' -> out.putByte(b);
      case '\n' -> out.putByte((byte) 'n');
      case '\r' -> out.putByte((byte) 'r');
      case '\t' -> out.putByte((byte) 't');
      default -> {
        out.putBytes(new byte[] {'u', '0', '0'});
        out.putByte(HEX[b >> 4]);
        out.putByte(HEX[b & 0xf]);
      }
    }
  }
}
