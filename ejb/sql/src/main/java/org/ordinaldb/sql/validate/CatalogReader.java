package org.ordinaldb.sql.validate;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.system.SystemTables;
import org.ordinaldb.sql.system.VirtualTable;

/// Finds tables by name for one statement: the catalog's, and the system views. Names are compared
/// exactly; the parser has folded those that were not quoted.
final class CatalogReader extends CalciteCatalogReader {
  private static final CalciteConnectionConfigImpl CONFIG = config();

  private CatalogReader(
      CalciteSchema root, List<List<String>> searchPath, RelDataTypeFactory typeFactory) {
    super(root, SqlNameMatchers.withCaseSensitive(true), searchPath, typeFactory, CONFIG);
  }

  static CatalogReader of(
      Catalog catalog, List<String> searchPath, RelDataTypeFactory typeFactory) {
    Map<String, Map<String, Table>> schemas = new TreeMap<>();
    schemas.put(Catalog.PUBLIC, new TreeMap<>());
    for (VirtualTable view : SystemTables.all().tables()) {
      TableDescriptor descriptor = view.descriptor();
      schemas
          .computeIfAbsent(descriptor.schema(), name -> new TreeMap<>())
          .put(descriptor.name(), new CatalogTable(view));
    }
    for (TableDescriptor table : catalog.tables().values()) {
      schemas
          .computeIfAbsent(table.schema(), name -> new TreeMap<>())
          .put(table.name(), new CatalogTable(table));
    }
    CalciteSchema root = CalciteSchema.createRootSchema(false, false);
    schemas.forEach((name, tables) -> root.add(name, new Tables(tables)));
    return new CatalogReader(root, paths(searchPath), typeFactory);
  }

  /// PostgreSQL looks into pg_catalog first unless the path says otherwise.
  private static List<List<String>> paths(List<String> searchPath) {
    List<List<String>> paths = new ArrayList<>();
    if (!searchPath.contains("pg_catalog")) {
      paths.add(ImmutableList.of("pg_catalog"));
    }
    for (String schema : searchPath) {
      paths.add(ImmutableList.of(schema));
    }
    paths.add(ImmutableList.of());
    return ImmutableList.copyOf(paths);
  }

  private static CalciteConnectionConfigImpl config() {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
    return new CalciteConnectionConfigImpl(properties);
  }

  private static final class Tables extends AbstractSchema {
    private final Map<String, Table> tables;

    Tables(Map<String, Table> tables) {
      this.tables = tables;
    }

    @Override
    protected Map<String, Table> getTableMap() {
      return tables;
    }
  }
}
