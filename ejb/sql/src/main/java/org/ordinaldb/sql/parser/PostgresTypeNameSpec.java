package org.ordinaldb.sql.parser;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.sql.type.PostgresTypeFactory;
import org.ordinaldb.sql.type.TypeNames;
import org.ordinaldb.type.SqlType;

/// A type as written: looked up when it is needed, so that an unknown one is an error of analysis.
public final class PostgresTypeNameSpec extends SqlTypeNameSpec {
  private final @Nullable String schema;
  private final String name;
  private final List<Integer> modifiers;
  private final boolean array;

  PostgresTypeNameSpec(
      @Nullable String schema,
      String name,
      List<Integer> modifiers,
      boolean array,
      SqlParserPos position) {
    super(new SqlIdentifier(name, position), position);
    this.schema = schema;
    this.name = name;
    this.modifiers = List.copyOf(modifiers);
    this.array = array;
  }

  /// The type's name, lower case unless it was quoted.
  public String name() {
    return name;
  }

  public boolean isArray() {
    return array;
  }

  /// The type; throws 42704 when there is none of that name.
  public SqlType resolve() {
    if (array) {
      throw Nodes.notSupported("type " + name + "[]", getParserPos());
    }
    return elementType();
  }

  @Override
  public RelDataType deriveType(SqlValidator validator) {
    PostgresTypeFactory factory = (PostgresTypeFactory) validator.getTypeFactory();
    RelDataType element = factory.toRel(elementType());
    return array ? factory.arrayOf(element) : element;
  }

  private SqlType elementType() {
    try {
      return TypeNames.resolve(schema, name, modifiers);
    } catch (SqlException e) {
      throw Nodes.at(e, getParserPos());
    }
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
    writer.keyword(name);
  }

  @Override
  public boolean equalsDeep(SqlTypeNameSpec other, Litmus litmus) {
    return other instanceof PostgresTypeNameSpec that
        && name.equals(that.name)
        && modifiers.equals(that.modifiers)
        && array == that.array;
  }
}
