/** CREATE [UNIQUE] INDEX. */
Utility CreateIndexStatement() :
{
    boolean unique = false;
    boolean concurrently = false;
    boolean ifNotExists = false;
    SqlIdentifier name = null;
    final SqlIdentifier table;
    SqlIdentifier method = null;
    final List<IndexElement> elements = new ArrayList<IndexElement>();
    SqlNodeList include = null;
    boolean nullsDistinct = true;
    SqlNode condition;
    String predicate = null;
}
{
    <CREATE> [ <UNIQUE> { unique = true; } ] <INDEX>
    [ <CONCURRENTLY> { concurrently = true; } ]
    [
        LOOKAHEAD(3) <IF> <NOT> <EXISTS> { ifNotExists = true; } name = SimpleIdentifier()
    |
        name = SimpleIdentifier()
    ]
    <ON> [ <ONLY> ] table = CompoundTableIdentifier()
    [ <USING> method = SimpleIdentifier() ]
    <LPAREN> IndexElement(elements) ( <COMMA> IndexElement(elements) )* <RPAREN>
    [ <INCLUDE> include = ParenthesizedSimpleIdentifierList() ]
    [ <NULLS> [ <NOT> { nullsDistinct = false; } ] <DISTINCT> ]
    [ StorageParameters() ]
    [
        <WHERE> { final Token first = getToken(1); }
        condition = Expression(ExprContext.ACCEPT_SUB_QUERY)
        { predicate = textBetween(first, getToken(0)); }
    ]
    {
        return new Utility.CreateIndex(
            name, ifNotExists, concurrently, unique, table,
            method == null ? "btree" : method.getSimple(),
            elements, include, nullsDistinct, predicate);
    }
}

void IndexElement(List<IndexElement> elements) :
{
    SqlIdentifier column = null;
    String text = null;
    boolean descending = false;
    boolean nullsFirst = false;
    SqlNode expression = null;
    SqlIdentifier operators;
    Token first;
}
{
    (
        <LPAREN> { first = getToken(1); }
        expression = Expression(ExprContext.ACCEPT_SUB_QUERY)
        { text = textBetween(first, getToken(0)); }
        <RPAREN>
    |
        LOOKAHEAD({ getToken(2).kind == LPAREN || getToken(2).kind == DOT })
        { first = getToken(1); }
        expression = AtomicRowExpression()
        { text = textBetween(first, getToken(0)); }
    |
        column = SimpleIdentifier()
    )
    [ <COLLATE> CollationName() ]
    [
        LOOKAHEAD({ getToken(1).kind == IDENTIFIER }) operators = SimpleIdentifier() {
            if (!operators.getSimple().endsWith("_ops")) {
                throw Nodes.syntaxError(getToken(0).image, getPos());
            }
        }
    ]
    [ <ASC> | <DESC> { descending = true; nullsFirst = true; } ]
    [
        <NULLS> ( <FIRST> { nullsFirst = true; } | <LAST> { nullsFirst = false; } )
    ]
    { elements.add(new Utility.IndexElement(column, expression, text, descending, nullsFirst)); }
}

Utility DropIndexStatement() :
{
    boolean concurrently = false;
    boolean ifExists = false;
    boolean cascade = false;
    final List<SqlIdentifier> names = new ArrayList<SqlIdentifier>();
    SqlIdentifier name;
}
{
    <DROP> <INDEX>
    [ <CONCURRENTLY> { concurrently = true; } ]
    [ LOOKAHEAD(2) <IF> <EXISTS> { ifExists = true; } ]
    name = CompoundTableIdentifier() { names.add(name); }
    ( <COMMA> name = CompoundTableIdentifier() { names.add(name); } )*
    [ <CASCADE> { cascade = true; } | <RESTRICT> ]
    {
        return new Utility.DropIndex(names, ifExists, concurrently, cascade);
    }
}

Utility AlterIndexStatement() :
{
    boolean ifExists = false;
    final SqlIdentifier name;
    final SqlIdentifier newName;
}
{
    <ALTER> <INDEX>
    [ LOOKAHEAD(2) <IF> <EXISTS> { ifExists = true; } ]
    name = CompoundTableIdentifier()
    <RENAME> <TO> newName = SimpleIdentifier()
    {
        return new Utility.RenameIndex(name, ifExists, newName);
    }
}

/** REINDEX [(options)] { INDEX | TABLE | SCHEMA | DATABASE | SYSTEM } [CONCURRENTLY] name. */
Utility ReindexStatement() :
{
    final List<Option> chosen = new ArrayList<Option>();
    String what;
    final SqlIdentifier name;
}
{
    <REINDEX>
    [ <LPAREN> CopyOption(chosen) ( <COMMA> CopyOption(chosen) )* <RPAREN> ]
    (
        <INDEX> { what = "index"; }
    |
        <TABLE> { what = "table"; }
    |
        what = Identifier() {
            what = what.toLowerCase(Locale.ROOT);
            if (!what.equals("schema") && !what.equals("database") && !what.equals("system")) {
                throw Nodes.syntaxError(getToken(0).image, getPos());
            }
        }
    )
    [ <CONCURRENTLY> { chosen.add(new Utility.Option("concurrently", null, null, getPos())); } ]
    name = CompoundTableIdentifier()
    {
        return new Utility.Reindex(what, name, chosen);
    }
}
