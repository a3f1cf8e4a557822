package org.ordinaldb.segment;

/// How the values of a chunk are written after the [ChunkFormat] header. Little-endian throughout;
/// `packed` is [BitPacking]'s, `w` its width in one byte. The ordinals are stored: add at the end
/// only.
///
///     LONG_CONSTANT     | value 8 |
///     LONG_FRAME        | base 8 | w 1 | packed value - base |
///     LONG_DELTA        | first 8 | base 8 | w 1 | packed (value - previous) - base |
///     LONG_DICTIONARY   | entries 4 | w 1 | entries 8 each | packed codes |
///     DOUBLE_CONSTANT   | bits 8 |
///     DOUBLE_RAW        | bits 8 each |
///     DOUBLE_DICTIONARY | as LONG_DICTIONARY, of bits |
///     DOUBLE_DECIMAL    | power 1 | base 8 | w 1 | packed value * 10^power - base |
///     BYTES_CONSTANT    | the bytes |
///     BYTES_DICTIONARY  | entries 4 | w 1 | packed codes | entries as BYTES_RAW |
///     BYTES_RAW         | base 8 | w 1 | packed length - base | bytes |
///     BYTES_PREFIX      | prefix length 4 | prefix | what follows it as BYTES_RAW |
enum Encoding {
  LONG_CONSTANT,
  LONG_FRAME,
  LONG_DELTA,
  LONG_DICTIONARY,
  DOUBLE_CONSTANT,
  DOUBLE_RAW,
  DOUBLE_DICTIONARY,
  DOUBLE_DECIMAL,
  BYTES_CONSTANT,
  BYTES_DICTIONARY,
  BYTES_RAW,
  BYTES_PREFIX;

  private static final Encoding[] ALL = values();

  static Encoding of(int ordinal) {
    if (ordinal < 0 || ordinal >= ALL.length) {
      throw new ChunkCorruption("unknown encoding " + ordinal);
    }
    return ALL[ordinal];
  }
}
