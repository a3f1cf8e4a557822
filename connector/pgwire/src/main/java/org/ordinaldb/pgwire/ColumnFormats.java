package org.ordinaldb.pgwire;

/// Text or binary for each column or parameter, as a Bind message says it: for all of them, or for
/// each. Immutable.
final class ColumnFormats {
  static final ColumnFormats TEXT = new ColumnFormats(new short[0]);

  private final short[] codes;

  private ColumnFormats(short[] codes) {
    this.codes = codes;
  }

  static ColumnFormats read(MessageInput input) {
    int count = input.int16();
    if (count <= 0) {
      return TEXT;
    }
    short[] codes = new short[count];
    for (int i = 0; i < count; i++) {
      int code = input.int16();
      if (code != 0 && code != 1) {
        throw Violation.inMessage("unsupported format code: " + code);
      }
      codes[i] = (short) code;
    }
    return new ColumnFormats(codes);
  }

  /// How many codes were given: none, one for all, or one for each.
  int count() {
    return codes.length;
  }

  boolean isBinary(int index) {
    return switch (codes.length) {
      case 0 -> false;
      case 1 -> codes[0] == 1;
      default -> codes[index] == 1;
    };
  }
}
