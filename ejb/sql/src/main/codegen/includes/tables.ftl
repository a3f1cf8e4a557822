/** CREATE TABLE, with columns or AS a query. */
Utility CreateTableStatement() :
{
    boolean ifNotExists = false;
    final SqlIdentifier name;
    final List<ColumnDefinition> columns = new ArrayList<ColumnDefinition>();
    final List<KeyDefinition> keys = new ArrayList<KeyDefinition>();
    final List<ConstraintDefinition> constraints = new ArrayList<ConstraintDefinition>();
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
        [
            TableElement(columns, keys, constraints)
            ( LOOKAHEAD(1) <COMMA> TableElement(columns, keys, constraints) )*
        ]
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
        return new Utility.CreateTable(name, ifNotExists, columns, keys, constraints);
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

void TableElement(
    List<ColumnDefinition> columns, List<KeyDefinition> keys, List<ConstraintDefinition> constraints) :
{
    final Utility.ColumnDefinition column;
}
{
    TableConstraint(keys, constraints)
|
    column = ColumnDefinition(keys, constraints) { columns.add(column); }
}

/** A column; its constraints but NOT NULL go to the table's. */
Utility.ColumnDefinition ColumnDefinition(
    List<KeyDefinition> keys, List<ConstraintDefinition> constraints) :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
    boolean notNull = false;
    boolean nullsDistinct;
    Deferral deferral;
    String given = null;
    SqlNode defaultValue = null;
    String defaultText = null;
    String word;
}
{
    name = SimpleIdentifier()
    type = DataType()
    (
        <CONSTRAINT> given = Identifier()
    |
        <NOT> <NULL> { notNull = true; }
    |
        <NULL> { notNull = false; }
    |
        <PRIMARY> <KEY> [ StorageParameters() ] deferral = Timing() {
            notNull = true;
            keys.add(
                new Utility.KeyDefinition(
                    given, true, SqlNodeList.of(name), null, true, null, deferral));
            given = null;
        }
    |
        <DEFAULT_> { final Token first = getToken(1); }
        defaultValue = Expression3WithOperators() { defaultText = textBetween(first, getToken(0)); }
    |
        <COLLATE> CollationName()
    |
        <UNIQUE> nullsDistinct = NullsDistinct() [ StorageParameters() ] deferral = Timing() {
            keys.add(
                new Utility.KeyDefinition(
                    given, false, SqlNodeList.of(name), null, nullsDistinct, null, deferral));
            given = null;
        }
    |
        Check(given, constraints) { given = null; }
    |
        References(given, SqlNodeList.of(name), constraints) { given = null; }
    |
        LOOKAHEAD({ getToken(1).image.equalsIgnoreCase("generated") })
        word = Identifier() { throw Nodes.notSupported("GENERATED column", getPos()); }
    )*
    {
        return new Utility.ColumnDefinition(
            name, type, notNull, defaultValue, defaultText);
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
        | <CONCAT> { operator = PostgresOperators.CONCAT; } )
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

void TableConstraint(List<KeyDefinition> keys, List<ConstraintDefinition> constraints) :
{
    String name = null;
    final SqlNodeList columns;
    final boolean nullsDistinct;
}
{
    [ <CONSTRAINT> name = Identifier() ]
    (
        <PRIMARY> <KEY> Key(name, true, true, keys)
    |
        <UNIQUE> nullsDistinct = NullsDistinct() Key(name, false, nullsDistinct, keys)
    |
        Check(name, constraints)
    |
        <FOREIGN> <KEY> columns = ParenthesizedSimpleIdentifierList()
        References(name, columns, constraints)
    )
}

boolean NullsDistinct() :
{
    boolean distinct = true;
}
{
    [ <NULLS> [ <NOT> { distinct = false; } ] <DISTINCT> ] { return distinct; }
}

/** What a PRIMARY KEY or UNIQUE constraint is of: columns, or an index that is there. */
void Key(String name, boolean primary, boolean nullsDistinct, List<KeyDefinition> keys) :
{
    SqlNodeList columns = SqlNodeList.EMPTY;
    SqlNodeList include = null;
    SqlIdentifier index = null;
    final Deferral deferral;
}
{
    (
        columns = ParenthesizedSimpleIdentifierList()
        [ <INCLUDE> include = ParenthesizedSimpleIdentifierList() ]
        [ StorageParameters() ]
    |
        <USING> <INDEX> index = SimpleIdentifier()
    )
    deferral = Timing()
    {
        keys.add(
            new Utility.KeyDefinition(
                name, primary, columns, include, nullsDistinct, index, deferral));
    }
}

void Check(String name, List<ConstraintDefinition> constraints) :
{
    final SqlNode condition;
    final String text;
    boolean validated = true;
}
{
    <CHECK> <LPAREN> { final Token first = getToken(1); }
    condition = Expression(ExprContext.ACCEPT_SUB_QUERY) { text = textBetween(first, getToken(0)); }
    <RPAREN>
    [
        LOOKAHEAD({ getToken(1).kind == NO && Lookahead.isWord(getToken(2), "inherit") })
        <NO> Word("inherit")
    ]
    [ LOOKAHEAD({ Lookahead.isNotValid(getToken(1), getToken(2)) }) NotValid() { validated = false; } ]
    { constraints.add(new Utility.CheckDefinition(name, text, validated)); }
}

void NotValid() :
{
}
{
    <NOT> Word("valid")
}

void References(String name, SqlNodeList columns, List<ConstraintDefinition> constraints) :
{
    final SqlIdentifier table;
    SqlNodeList referenced = null;
    boolean full = false;
    ReferentialAction onDelete = ReferentialAction.NO_ACTION;
    ReferentialAction onUpdate = ReferentialAction.NO_ACTION;
    final Deferral deferral;
    boolean validated = true;
}
{
    <REFERENCES> table = CompoundTableIdentifier()
    [ referenced = ParenthesizedSimpleIdentifierList() ]
    [
        LOOKAHEAD({ Lookahead.isWord(getToken(1), "match") })
        Word("match")
        (
            <FULL> { full = true; }
        |
            LOOKAHEAD({ Lookahead.isWord(getToken(1), "partial") })
            Word("partial") { throw Nodes.matchPartial(getPos()); }
        |
            Word("simple")
        )
    ]
    (
        LOOKAHEAD(2)
        <ON> <DELETE> onDelete = ReferentialAction()
    |
        LOOKAHEAD(2)
        <ON> <UPDATE> onUpdate = ReferentialAction()
    )*
    deferral = Timing()
    [ LOOKAHEAD({ Lookahead.isNotValid(getToken(1), getToken(2)) }) NotValid() { validated = false; } ]
    {
        constraints.add(
            new Utility.ReferenceDefinition(
                name, columns, table, referenced, onUpdate, onDelete, full, deferral, validated));
    }
}

ReferentialAction ReferentialAction() :
{
}
{
    <NO> Word("action") { return ReferentialAction.NO_ACTION; }
|
    <RESTRICT> { return ReferentialAction.RESTRICT; }
|
    <CASCADE> { return ReferentialAction.CASCADE; }
|
    <SET>
    (
        <NULL> { return ReferentialAction.SET_NULL; }
    |
        <DEFAULT_> { return ReferentialAction.SET_DEFAULT; }
    )
}

/** [NOT] DEFERRABLE, INITIALLY DEFERRED or IMMEDIATE, in any order. */
Deferral Timing() :
{
    Boolean deferrable = null;
    boolean deferred = false;
}
{
    (
        LOOKAHEAD({ Lookahead.isWord(getToken(1), "deferrable") })
        Word("deferrable") { deferrable = true; }
    |
        LOOKAHEAD({ getToken(1).kind == NOT && Lookahead.isWord(getToken(2), "deferrable") })
        <NOT> Word("deferrable") { deferrable = false; }
    |
        LOOKAHEAD({ Lookahead.isWord(getToken(1), "initially") })
        Word("initially") deferred = DeferredWord()
    )*
    { return Nodes.deferral(deferrable, deferred, getPos()); }
}

boolean DeferredWord() :
{
}
{
    LOOKAHEAD({ Lookahead.isWord(getToken(1), "deferred") })
    Word("deferred") { return true; }
|
    Word("immediate") { return false; }
}

/** SET CONSTRAINTS: null names for ALL. */
Utility SetConstraints() :
{
    List<SqlIdentifier> names = null;
    SqlIdentifier name;
    final boolean deferred;
}
{
    Word("constraints")
    (
        <ALL>
    |
        name = CompoundIdentifier() { names = new ArrayList<SqlIdentifier>(); names.add(name); }
        ( <COMMA> name = CompoundIdentifier() { names.add(name); } )*
    )
    deferred = DeferredWord()
    { return new Utility.SetConstraints(names, deferred); }
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
    boolean cascade = false;
}
{
    <TRUNCATE> [ <TABLE> ] [ <ONLY> ]
    name = CompoundTableIdentifier() { names.add(name); }
    ( <COMMA> name = CompoundTableIdentifier() { names.add(name); } )*
    [ ( <RESTART> | <CONTINUE> ) <IDENTITY> ]
    [ <CASCADE> { cascade = true; } | <RESTRICT> ]
    {
        return new Utility.Truncate(names, cascade);
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
    final List<ConstraintDefinition> constraints = new ArrayList<ConstraintDefinition>();
    boolean condition = false;
    boolean cascade = false;
    final Utility.ColumnDefinition column;
    SqlIdentifier name;
    final SqlIdentifier newName;
    final Deferral deferral;
}
{
    <ADD>
    (
        LOOKAHEAD({ Lookahead.startsConstraint(getToken(1)) })
        TableConstraint(keys, constraints) {
            for (KeyDefinition key : keys) {
                changes.add(new Utility.AddKey(key));
            }
            for (ConstraintDefinition constraint : constraints) {
                changes.add(new Utility.AddConstraint(constraint));
            }
        }
    |
        [ <COLUMN> ]
        [ LOOKAHEAD(2) <IF> <NOT> <EXISTS> { condition = true; } ]
        column = ColumnDefinition(keys, constraints)
        { changes.add(new Utility.AddColumn(column, condition, keys, constraints)); }
    )
|
    <DROP>
    (
        <CONSTRAINT>
        [ LOOKAHEAD(2) <IF> <EXISTS> { condition = true; } ]
        name = SimpleIdentifier() [ <CASCADE> { cascade = true; } | <RESTRICT> ]
        { changes.add(new Utility.DropConstraint(name, condition, cascade)); }
    |
        [ <COLUMN> ]
        [ LOOKAHEAD(2) <IF> <EXISTS> { condition = true; } ]
        name = SimpleIdentifier() [ <CASCADE> { cascade = true; } | <RESTRICT> ]
        { changes.add(new Utility.DropColumn(name, condition, cascade)); }
    )
|
    <RENAME>
    (
        <TO> newName = SimpleIdentifier() { changes.add(new Utility.RenameTable(newName)); }
    |
        <CONSTRAINT> name = SimpleIdentifier() <TO> newName = SimpleIdentifier()
        { changes.add(new Utility.RenameConstraint(name, newName)); }
    |
        [ <COLUMN> ] name = SimpleIdentifier() <TO> newName = SimpleIdentifier()
        { changes.add(new Utility.RenameColumn(name, newName)); }
    )
|
    LOOKAHEAD({ Lookahead.isWord(getToken(1), "validate") })
    Word("validate") <CONSTRAINT> name = SimpleIdentifier()
    { changes.add(new Utility.ValidateConstraint(name)); }
|
    LOOKAHEAD(2)
    <ALTER> <CONSTRAINT> name = SimpleIdentifier() deferral = Timing()
    { changes.add(new Utility.AlterConstraint(name, deferral)); }
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
