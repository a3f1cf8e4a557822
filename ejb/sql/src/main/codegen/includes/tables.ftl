/** CREATE TABLE, with columns or AS a query. */
Utility CreateTableStatement() :
{
    boolean ifNotExists = false;
    final SqlIdentifier name;
    final List<ColumnDefinition> columns = new ArrayList<ColumnDefinition>();
    final List<KeyDefinition> keys = new ArrayList<KeyDefinition>();
    SqlNodeList aliases = null;
    SqlNode query = null;
    boolean withData = true;
}
{
    <CREATE>
    [ ( <TEMP> | <TEMPORARY> ) { throw Nodes.notSupported("CREATE TEMPORARY TABLE", getPos()); } ]
    [ <UNLOGGED> ]
    <TABLE>
    [ LOOKAHEAD(2) <IF> <NOT> <EXISTS> { ifNotExists = true; } ]
    name = CompoundTableIdentifier()
    (
        LOOKAHEAD(ParenthesizedSimpleIdentifierList() [ StorageParameters() ] <AS>)
        aliases = ParenthesizedSimpleIdentifierList()
        [ StorageParameters() ]
        <AS> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
        withData = WithDataClause()
    |
        <LPAREN>
        [ TableElement(columns, keys) ( LOOKAHEAD(1) <COMMA> TableElement(columns, keys) )* ]
        <RPAREN>
        [ <PARTITION> { throw Nodes.notSupported("CREATE TABLE PARTITION BY", getPos()); } ]
        [ StorageParameters() ]
    |
        [ StorageParameters() ]
        <AS> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
        withData = WithDataClause()
    )
    {
        if (query != null) {
            return new Utility.CreateTableAs(name, ifNotExists, aliases, query, withData);
        }
        return new Utility.CreateTable(name, ifNotExists, columns, keys);
    }
}

boolean WithDataClause() :
{
    boolean withData = true;
}
{
    [ <WITH> [ <NO> { withData = false; } ] <DATA> ]
    { return withData; }
}

/** WITH (fillfactor = 90): read and not used, there is nothing it could tune here. */
void StorageParameters() :
{
    String text;
}
{
    LOOKAHEAD(2)
    <WITH> <LPAREN> StorageParameter() ( <COMMA> StorageParameter() )* <RPAREN>
|
    LOOKAHEAD(2)
    <WITHOUT> <OIDS>
}

void StorageParameter() :
{
    final SqlIdentifier name;
    final String value;
}
{
    name = CompoundIdentifier() [ <EQ> value = OptionValue() ]
}

void TableElement(List<ColumnDefinition> columns, List<KeyDefinition> keys) :
{
    final Utility.ColumnDefinition column;
}
{
    TableConstraint(keys)
|
    column = ColumnDefinition() { columns.add(column); }
}

Utility.ColumnDefinition ColumnDefinition() :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
    boolean notNull = false;
    boolean primaryKey = false;
    String constraint = null;
    SqlNode defaultValue = null;
    String defaultText = null;
    String word;
}
{
    name = SimpleIdentifier()
    type = DataType()
    (
        <CONSTRAINT> constraint = Identifier()
    |
        <NOT> <NULL> { notNull = true; }
    |
        <NULL> { notNull = false; }
    |
        <PRIMARY> <KEY> [ StorageParameters() ] { primaryKey = true; notNull = true; }
    |
        <DEFAULT_> { final Token first = getToken(1); }
        defaultValue = Expression3WithOperators() { defaultText = textBetween(first, getToken(0)); }
    |
        <COLLATE> CollationName()
    |
        <UNIQUE> { throw Nodes.notSupported("UNIQUE constraint", getPos()); }
    |
        <CHECK> { throw Nodes.notSupported("CHECK constraint", getPos()); }
    |
        <REFERENCES> { throw Nodes.notSupported("FOREIGN KEY constraint", getPos()); }
    |
        LOOKAHEAD({ getToken(1).image.equalsIgnoreCase("generated") })
        word = Identifier() { throw Nodes.notSupported("GENERATED column", getPos()); }
    )*
    {
        return new Utility.ColumnDefinition(
            name, type, notNull, primaryKey, constraint, defaultValue, defaultText);
    }
}

/** The expression of a DEFAULT: PostgreSQL's b_expr, which cannot begin a constraint. */
SqlNode Expression3WithOperators() :
{
    final List<Object> list = new ArrayList<Object>();
    SqlOperator operator;
    final Span s = Span.of();
}
{
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
    (
        LOOKAHEAD(2, { getToken(1).kind != COLLATE })
        PostgresOperation(list, ExprContext.ACCEPT_SUB_QUERY, s)
    |
        ( <PLUS> { operator = SqlStdOperatorTable.PLUS; }
        | <MINUS> { operator = SqlStdOperatorTable.MINUS; }
        | <STAR> { operator = SqlStdOperatorTable.MULTIPLY; }
        | <SLASH> { operator = SqlStdOperatorTable.DIVIDE; }
        | <CONCAT> { operator = SqlStdOperatorTable.CONCAT; } )
        { list.add(new SqlParserUtil.ToTreeListItem(operator, getPos())); }
        AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
    )*
    { return SqlParserUtil.toTree(list); }
}

JAVACODE String textBetween(Token first, Token last) {
    final StringBuilder text = new StringBuilder();
    Token token = first;
    Token previous = null;
    while (true) {
        if (previous != null
            && (previous.endLine != token.beginLine
                || previous.endColumn + 1 != token.beginColumn)) {
            text.append(' ');
        }
        text.append(token.image);
        if (token == last) {
            return text.toString();
        }
        previous = token;
        token = token.next;
    }
}

void TableConstraint(List<KeyDefinition> keys) :
{
    String name = null;
    final SqlNodeList columns;
}
{
    [ <CONSTRAINT> name = Identifier() ]
    (
        <PRIMARY> <KEY> columns = ParenthesizedSimpleIdentifierList() [ StorageParameters() ] {
            keys.add(new Utility.KeyDefinition(name, columns));
        }
    |
        <UNIQUE> { throw Nodes.notSupported("UNIQUE constraint", getPos()); }
    |
        <CHECK> { throw Nodes.notSupported("CHECK constraint", getPos()); }
    |
        <FOREIGN> { throw Nodes.notSupported("FOREIGN KEY constraint", getPos()); }
    )
}

Utility DropTableStatement() :
{
    boolean ifExists = false;
    boolean cascade = false;
    final List<SqlIdentifier> names = new ArrayList<SqlIdentifier>();
    SqlIdentifier name;
}
{
    <DROP> <TABLE>
    [ LOOKAHEAD(2) <IF> <EXISTS> { ifExists = true; } ]
    name = CompoundTableIdentifier() { names.add(name); }
    ( <COMMA> name = CompoundTableIdentifier() { names.add(name); } )*
    [ <CASCADE> { cascade = true; } | <RESTRICT> ]
    {
        return new Utility.DropTable(names, ifExists, cascade);
    }
}

Utility TruncateStatement() :
{
    final List<SqlIdentifier> names = new ArrayList<SqlIdentifier>();
    SqlIdentifier name;
}
{
    <TRUNCATE> [ <TABLE> ] [ <ONLY> ]
    name = CompoundTableIdentifier() { names.add(name); }
    ( <COMMA> name = CompoundTableIdentifier() { names.add(name); } )*
    [ ( <RESTART> | <CONTINUE> ) <IDENTITY> ]
    [ <CASCADE> | <RESTRICT> ]
    {
        return new Utility.Truncate(names);
    }
}

Utility AlterTableStatement() :
{
    boolean ifExists = false;
    final SqlIdentifier name;
    final List<TableChange> changes = new ArrayList<TableChange>();
}
{
    <ALTER> <TABLE>
    [ LOOKAHEAD(2) <IF> <EXISTS> { ifExists = true; } ]
    [ <ONLY> ]
    name = CompoundTableIdentifier()
    TableChange(changes) ( LOOKAHEAD(1) <COMMA> TableChange(changes) )*
    {
        return new Utility.AlterTable(name, ifExists, changes);
    }
}

void TableChange(List<TableChange> changes) :
{
    final List<KeyDefinition> keys = new ArrayList<KeyDefinition>();
    boolean condition = false;
    final Utility.ColumnDefinition column;
    SqlIdentifier name;
    final SqlIdentifier newName;
}
{
    <ADD>
    (
        LOOKAHEAD({ Lookahead.startsConstraint(getToken(1)) })
        TableConstraint(keys) { changes.add(new Utility.AddPrimaryKey(keys.get(0))); }
    |
        [ <COLUMN> ]
        [ LOOKAHEAD(2) <IF> <NOT> <EXISTS> { condition = true; } ]
        column = ColumnDefinition() { changes.add(new Utility.AddColumn(column, condition)); }
    )
|
    <DROP>
    (
        <CONSTRAINT> { throw Nodes.notSupported("ALTER TABLE DROP CONSTRAINT", getPos()); }
    |
        [ <COLUMN> ]
        [ LOOKAHEAD(2) <IF> <EXISTS> { condition = true; } ]
        name = SimpleIdentifier() [ <CASCADE> | <RESTRICT> ]
        { changes.add(new Utility.DropColumn(name, condition)); }
    )
|
    <RENAME>
    (
        <TO> newName = SimpleIdentifier() { changes.add(new Utility.RenameTable(newName)); }
    |
        <CONSTRAINT> { throw Nodes.notSupported("ALTER TABLE RENAME CONSTRAINT", getPos()); }
    |
        [ <COLUMN> ] name = SimpleIdentifier() <TO> newName = SimpleIdentifier()
        { changes.add(new Utility.RenameColumn(name, newName)); }
    )
|
    <ALTER> [ <COLUMN> ] name = SimpleIdentifier()
    ColumnChange(name, changes)
}

void ColumnChange(SqlIdentifier column, List<TableChange> changes) :
{
    final SqlNode value;
}
{
    <SET>
    (
        <NOT> <NULL> { changes.add(new Utility.SetNotNull(column, true)); }
    |
        <DEFAULT_> { final Token first = getToken(1); } value = Expression(ExprContext.ACCEPT_SUB_QUERY)
        { changes.add(new Utility.SetDefault(column, value, textBetween(first, getToken(0)))); }
    |
        <DATA> { throw Nodes.notSupported("ALTER TABLE ALTER COLUMN TYPE", getPos()); }
    )
|
    <DROP>
    (
        <NOT> <NULL> { changes.add(new Utility.SetNotNull(column, false)); }
    |
        <DEFAULT_> { changes.add(new Utility.SetDefault(column, null, null)); }
    )
|
    <TYPE> { throw Nodes.notSupported("ALTER TABLE ALTER COLUMN TYPE", getPos()); }
}
