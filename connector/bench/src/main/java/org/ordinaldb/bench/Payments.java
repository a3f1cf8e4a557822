package org.ordinaldb.bench;

import java.nio.charset.StandardCharsets;

/// The rows that every database is loaded with: `payments (id, amount, price, city)`, the same for a
/// given number of rows whoever asks.
final class Payments {
  static final String TABLE =
      "CREATE TABLE payments (id bigint PRIMARY KEY, amount bigint NOT NULL,"
          + " price double precision NOT NULL, city varchar(20) NOT NULL)";

  private static final int CITIES = 500;

  private Payments() {}

  /// Neighbouring ids are 1 to 16 apart.
  static long id(int row) {
    return 16L * row + (row * 0x9e3779b9 >>> 28);
  }

  /// Twenty bits that look random.
  static long amount(int row) {
    return row * 0x85ebca6b >>> 12;
  }

  static double price(int row) {
    return amount(row) / 100.0;
  }

  static String city(int row) {
    return "City " + (row * 0xc2b2ae35 >>> 8) % CITIES;
  }

  /// Rows from `from` up to, not including, `to` as CSV.
  static byte[] csv(int from, int to) {
    StringBuilder text = new StringBuilder(48 * (to - from));
    for (int row = from; row < to; row++) {
      text.append(id(row)).append(',').append(amount(row)).append(',').append(price(row));
      text.append(',').append(city(row)).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
