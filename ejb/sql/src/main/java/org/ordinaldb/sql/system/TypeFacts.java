package org.ordinaldb.sql.system;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.SqlType;

/// A row of PostgreSQL's `pg_type`, from the resource `types.txt`.
///
/// @param byValue `t` or `f`
/// @param element the type of an array's elements, else 0
/// @param array the type's array type, else 0
record TypeFacts(
    int oid,
    String name,
    int length,
    boolean byValue,
    String type,
    String category,
    boolean preferred,
    int element,
    int array,
    int input,
    int output,
    int receive,
    int send,
    String align,
    String storage,
    int collation) {
  private static final Map<Integer, TypeFacts> ALL = new LinkedHashMap<>();

  static {
    for (String line : Resource.lines("types.txt")) {
      TypeFacts facts = parse(line.split(" "));
      ALL.put(facts.oid, facts);
    }
  }

  private static TypeFacts parse(String[] f) {
    return new TypeFacts(
        Integer.parseInt(f[0]),
        f[1],
        Integer.parseInt(f[2]),
        f[3].equals("t"),
        f[4],
        f[5],
        f[6].equals("t"),
        Integer.parseInt(f[7]),
        Integer.parseInt(f[8]),
        Integer.parseInt(f[9]),
        Integer.parseInt(f[10]),
        Integer.parseInt(f[11]),
        Integer.parseInt(f[12]),
        f[13],
        f[14],
        Integer.parseInt(f[15]));
  }

  static Iterable<TypeFacts> all() {
    return ALL.values();
  }

  static @Nullable TypeFacts of(long oid) {
    return ALL.get((int) oid);
  }

  static TypeFacts of(SqlType type) {
    return Objects.requireNonNull(ALL.get(type.kind().oid()));
  }

  boolean isArray() {
    return category.equals("A") && element != 0;
  }
}
