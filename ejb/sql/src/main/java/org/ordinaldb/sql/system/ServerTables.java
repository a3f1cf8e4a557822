package org.ordinaldb.sql.system;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.SessionDefaults;
import org.ordinaldb.storage.PreparedTransaction;
import org.ordinaldb.transaction.AdvisoryKey;
import org.ordinaldb.transaction.LockListing;

/// The `pg_catalog` tables about the server: databases, roles, settings, sessions.
public final class ServerTables {
  /// Who owns everything.
  static final String OWNER_NAME = "ordinal";

  /// What `pg_encoding_to_char` calls UTF8.
  static final int UTF8 = 6;

  static final int SECOND_ROLE = 16383;

  /// 2000-01-01, from which timestamps count, in microseconds since 1970.
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private ServerTables() {}

  static void declare(Map<String, RowProducer> producers) {
    producers.put("pg_catalog.pg_namespace", ServerTables::schemas);
    producers.put("pg_catalog.pg_database", ServerTables::databases);
    producers.put("pg_catalog.pg_roles", ServerTables::roles);
    producers.put("pg_catalog.pg_user", ServerTables::users);
    producers.put("pg_catalog.pg_db_role_setting", ServerTables::sessionDefaults);
    producers.put("pg_catalog.pg_am", ServerTables::accessMethods);
    producers.put("pg_catalog.pg_tablespace", ServerTables::tablespaces);
    producers.put("pg_catalog.pg_settings", ServerTables::settings);
    producers.put("pg_catalog.pg_stat_activity", ServerTables::sessions);
    producers.put("pg_catalog.pg_locks", ServerTables::locks);
    producers.put("pg_catalog.pg_prepared_xacts", ServerTables::preparedTransactions);
    producers.put(
        "pg_catalog.pg_stat_progress_create_index",
        (context, sink) -> context.indexBuilds().forEach(build -> build.row(context, sink)));
  }

  /// Whether there is a role: everybody is let in, but only who is here is listed.
  public static boolean isRole(String name, String currentUser) {
    return name.equals(OWNER_NAME) || name.equals(currentUser);
  }

  /// The name of the role with an oid; `unknown (OID=n)` when there is none.
  static String roleName(String currentUser, long oid) {
    if (oid == CatalogNames.OWNER) {
      return OWNER_NAME;
    }
    return oid == SECOND_ROLE ? currentUser : "unknown (OID=" + oid + ")";
  }

  private static void schemas(SystemContext context, RowSink sink) {
    for (CatalogNames.Schema schema : CatalogNames.SCHEMAS) {
      sink.row()
          .set("oid", schema.oid())
          .set("nspname", schema.name())
          .set("nspowner", CatalogNames.OWNER);
    }
  }

  private static void databases(SystemContext context, RowSink sink) {
    sink.row()
        .set("oid", CatalogNames.DATABASE)
        .set("datname", context.session().database())
        .set("datdba", CatalogNames.OWNER)
        .set("encoding", UTF8)
        .set("datlocprovider", "c")
        .set("datallowconn", true)
        .set("datconnlimit", -1)
        .set("dattablespace", CatalogNames.DEFAULT_TABLESPACE)
        .set("datcollate", "C.UTF-8")
        .set("datctype", "C.UTF-8");
  }

  private static void roles(SystemContext context, RowSink sink) {
    role(context, sink, CatalogNames.OWNER, OWNER_NAME);
    if (!context.session().currentUser().equals(OWNER_NAME)) {
      role(context, sink, SECOND_ROLE, context.session().currentUser());
    }
  }

  private static void role(SystemContext context, RowSink sink, int oid, String name) {
    sink.row()
        .set("rolname", name)
        .set("rolsuper", true)
        .set("rolinherit", true)
        .set("rolcreaterole", true)
        .set("rolcreatedb", true)
        .set("rolcanlogin", true)
        .set("rolreplication", false)
        .set("rolconnlimit", -1)
        .set("rolpassword", "********")
        .set("rolbypassrls", true)
        .set("rolconfig", config(context.session().catalog().defaults(null, name)))
        .set("oid", oid);
  }

  /// Roles that nobody is at the moment are not listed, and have no oid.
  private static void sessionDefaults(SystemContext context, RowSink sink) {
    String user = context.session().currentUser();
    for (SessionDefaults defaults : context.session().catalog().defaults()) {
      String role = defaults.role();
      if (role == null || role.equals(OWNER_NAME) || role.equals(user)) {
        int oid = role == null ? 0 : role.equals(OWNER_NAME) ? CatalogNames.OWNER : SECOND_ROLE;
        sink.row()
            .set("setdatabase", defaults.database() == null ? 0 : CatalogNames.DATABASE)
            .set("setrole", oid)
            .set("setconfig", config(defaults));
      }
    }
  }

  private static @Nullable String config(SessionDefaults defaults) {
    return defaults.parameters().isEmpty()
        ? null
        : ArrayText.of(
            defaults.parameters().stream().map(set -> set.name() + "=" + set.value()).toList());
  }

  private static void users(SystemContext context, RowSink sink) {
    sink.row()
        .set("usename", OWNER_NAME)
        .set("usesysid", CatalogNames.OWNER)
        .set("usecreatedb", true)
        .set("usesuper", true)
        .set("userepl", false)
        .set("usebypassrls", true)
        .set("passwd", "********")
        .set("useconfig", config(context.session().catalog().defaults(null, OWNER_NAME)));
  }

  private static void accessMethods(SystemContext context, RowSink sink) {
    sink.row().set("oid", CatalogNames.HEAP).set("amname", "heap").set("amtype", "t");
    sink.row().set("oid", CatalogNames.BTREE).set("amname", "btree").set("amtype", "i");
  }

  private static void tablespaces(SystemContext context, RowSink sink) {
    sink.row()
        .set("oid", CatalogNames.DEFAULT_TABLESPACE)
        .set("spcname", "pg_default")
        .set("spcowner", CatalogNames.OWNER);
  }

  private static void settings(SystemContext context, RowSink sink) {
    for (SystemContext.Setting setting : context.settings()) {
      sink.row()
          .set("name", setting.name())
          .set("setting", setting.value())
          .set("category", "Ordinal")
          .set("short_desc", setting.description())
          .set("context", "user")
          .set("vartype", "string")
          .set("source", setting.source())
          .set("boot_val", setting.builtIn())
          .set("reset_val", setting.reset())
          .set("pending_restart", false);
    }
  }

  /// Rows have no place here that a page and a tuple would name.
  private static void locks(SystemContext context, RowSink sink) {
    for (LockListing lock : context.locks()) {
      AdvisoryKey number = lock.advisory();
      String kind =
          number != null
              ? "advisory"
              : lock.row() != null ? "tuple" : lock.table() == 0 ? "object" : "relation";
      sink.row()
          .set("locktype", kind)
          .set("database", CatalogNames.DATABASE)
          .set("relation", lock.table() == 0 ? null : lock.table())
          .set("virtualtransaction", lock.backend() + "/0")
          .set("pid", lock.backend() == 0 ? null : lock.backend())
          .set("mode", lock.mode().lockName())
          .set("granted", lock.granted())
          .set("fastpath", false)
          .set("waitstart", lock.granted() ? null : lock.waitStartMicros() - EPOCH_MICROS);
      if (number != null) {
        sink.set("classid", number.value() >>> 32)
            .set("objid", number.value() & 0xffff_ffffL)
            .set("objsubid", number.pair() ? 2 : 1);
      }
    }
  }

  private static void preparedTransactions(SystemContext context, RowSink sink) {
    for (PreparedTransaction prepared : context.preparedTransactions()) {
      sink.row()
          .set("transaction", prepared.id())
          .set("gid", prepared.globalId())
          .set("prepared", prepared.preparedMicros() - EPOCH_MICROS)
          .set("owner", prepared.owner())
          .set("database", context.session().database());
    }
  }

  private static void sessions(SystemContext context, RowSink sink) {
    for (SystemContext.SessionRow session : context.sessions()) {
      String address = session.clientAddress();
      int port = address.lastIndexOf(':');
      sink.row()
          .set("datid", CatalogNames.DATABASE)
          .set("datname", session.database())
          .set("pid", session.processId())
          .set("usesysid", CatalogNames.OWNER)
          .set("usename", session.user())
          .set("application_name", session.applicationName())
          .set("client_addr", port < 0 ? null : address.substring(0, port))
          .set("client_port", port < 0 ? -1 : Integer.parseInt(address.substring(port + 1)))
          .set("backend_start", session.startedMicros())
          .set("query_start", session.queryStartMicros())
          .set("state", session.state())
          .set("query", session.query())
          .set("backend_type", "client backend");
    }
  }
}
