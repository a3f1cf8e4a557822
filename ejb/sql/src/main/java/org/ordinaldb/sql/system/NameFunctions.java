package org.ordinaldb.sql.system;

import static org.ordinaldb.type.SqlType.OID;
import static org.ordinaldb.type.SqlType.TEXT;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlOperator;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.SessionView;
import org.ordinaldb.sql.function.LibraryFunction;
import org.ordinaldb.sql.function.LibraryFunction.Volatility;
import org.ordinaldb.sql.function.Overload;
import org.ordinaldb.sql.type.TypeNames;

/// The input and output functions of `regclass`, `regtype` and their like, which [CatalogSyntax] puts
/// in place of casts: names of catalog objects to oids and back.
final class NameFunctions {
  private interface ToOid {
    @Nullable Long oid(String name, SessionView session);
  }

  private interface ToName {
    String name(long oid, SessionView session);
  }

  private NameFunctions() {}

  static List<SqlOperator> all() {
    return List.of(
        in("regclassin", "relation", SqlState.UNDEFINED_TABLE, RelationNames::oid),
        out("regclassout", RelationNames::name),
        in("regtypein", "type", SqlState.UNDEFINED_OBJECT, (name, session) -> typeOid(name)),
        out("regtypeout", (oid, session) -> TypeNamesText.format(oid, -1)),
        in(
            "regprocin",
            "function",
            SqlState.UNDEFINED_FUNCTION,
            (name, session) -> FunctionNames.oid(name)),
        out("regprocout", (oid, session) -> FunctionNames.name(oid)),
        in(
            "regprocedurein",
            "function",
            SqlState.UNDEFINED_FUNCTION,
            (name, session) -> FunctionNames.oid(name)),
        out("regprocedureout", (oid, session) -> FunctionNames.name(oid)),
        in(
            "regnamespacein",
            "schema",
            SqlState.INVALID_SCHEMA_NAME,
            (name, session) -> schemaOid(name)),
        out("regnamespaceout", (oid, session) -> schemaName(oid)),
        in("regrolein", "role", SqlState.UNDEFINED_OBJECT, NameFunctions::roleOid),
        out("regroleout", (oid, session) -> ServerTables.roleName(session.currentUser(), oid)));
  }

  private static SqlOperator in(String name, String kind, SqlState missing, ToOid lookup) {
    return LibraryFunction.of(
        name,
        Volatility.STABLE,
        Overload.row(
            OID,
            (in, out) -> {
              Long oid = lookup.oid(in.textAt(0), in.session());
              if (oid == null) {
                throw new StatementException(
                    missing, kind + " \"" + in.textAt(0) + "\" does not exist");
              }
              out.putLong(oid);
            },
            TEXT));
  }

  private static SqlOperator out(String name, ToName lookup) {
    return LibraryFunction.of(
        name,
        Volatility.STABLE,
        Overload.row(TEXT, (in, out) -> out.putText(lookup.name(in.longAt(0), in.session())), OID));
  }

  private static long typeOid(String name) {
    String plain = name.startsWith("pg_catalog.") ? name.substring("pg_catalog.".length()) : name;
    for (TypeFacts type : TypeFacts.all()) {
      if (type.name().equals(plain)) {
        return type.oid();
      }
    }
    return TypeNames.resolve(null, plain.toLowerCase(Locale.ROOT), List.of()).kind().oid();
  }

  private static @Nullable Long schemaOid(String name) {
    for (CatalogNames.Schema schema : CatalogNames.SCHEMAS) {
      if (schema.name().equals(name)) {
        return (long) schema.oid();
      }
    }
    return null;
  }

  private static String schemaName(long oid) {
    for (CatalogNames.Schema schema : CatalogNames.SCHEMAS) {
      if (schema.oid() == oid) {
        return schema.name();
      }
    }
    return oid == 0 ? "-" : Long.toString(oid);
  }

  private static @Nullable Long roleOid(String name, SessionView session) {
    if (name.equals(ServerTables.OWNER_NAME)) {
      return (long) CatalogNames.OWNER;
    }
    return name.equals(session.currentUser()) ? Long.valueOf(ServerTables.SECOND_ROLE) : null;
  }
}
