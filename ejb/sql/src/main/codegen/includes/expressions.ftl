/** A type's name with its modifiers: {@code numeric(10, 2)}, {@code timestamp with time zone},
 * {@code pg_catalog.text}, {@code int[]}. */
SqlTypeNameSpec PostgresTypeName() :
{
    final SqlIdentifier id;
    String name;
    String schema = null;
    final List<Integer> modifiers = new ArrayList<Integer>();
    int number;
    boolean array = false;
    final Span s;
}
{
    (
        LOOKAHEAD(2)
        <DOUBLE> { s = span(); } <PRECISION> { name = "float8"; }
    |
        LOOKAHEAD(2)
        <CHARACTER> { s = span(); name = "character"; }
        [ <VARYING> { name = "varchar"; } ]
        [ TypeModifiers(modifiers) ]
    |
        LOOKAHEAD(2)
        ( <TIME> { name = "time"; } | <TIMESTAMP> { name = "timestamp"; } ) { s = span(); }
        [ TypeModifiers(modifiers) ]
        [
            LOOKAHEAD(2) <WITH> <TIME> <ZONE> { name = name + "tz"; }
        |
            LOOKAHEAD(2) <WITHOUT> <TIME> <ZONE>
        ]
    |
        LOOKAHEAD(2)
        <INTERVAL> { s = span(); name = "interval"; }
        [ IntervalFields() ]
        [ TypeModifiers(modifiers) ]
    |
        id = CompoundIdentifier() {
            s = Span.of(id.getParserPosition());
            schema = id.names.size() > 1 ? id.names.get(id.names.size() - 2) : null;
            name = id.names.get(id.names.size() - 1);
        }
        // "bit varying" is the one two-word name left whose first word is no keyword.
        [ TypeModifiers(modifiers) ]
    )
    (
        <LBRACKET> [ number = UnsignedIntLiteral() ] <RBRACKET> { array = true; }
    )*
    {
        return new PostgresTypeNameSpec(schema, name, modifiers, array, s.end(this));
    }
}

void TypeModifiers(List<Integer> modifiers) :
{
    int number;
}
{
    <LPAREN>
    number = IntLiteral() { modifiers.add(number); }
    ( <COMMA> number = IntLiteral() { modifiers.add(number); } )*
    <RPAREN>
}

String IntervalFields() :
{
    String fields;
}
{
    fields = IntervalField()
    [ LOOKAHEAD(2) <TO> fields = IntervalField() ]
    { return fields; }
}

String IntervalField() :
{
}
{
    ( <YEAR> | <MONTH> | <DAY> | <HOUR> | <MINUTE> | <SECOND> [ LOOKAHEAD(2) <LPAREN> UnsignedIntLiteral() <RPAREN> ] ) {
        return getToken(0).image.toLowerCase(Locale.ROOT);
    }
}

/** {@code interval '1 day'}, {@code interval '1' day}: a cast of the text. */
SqlNode IntervalConstant() :
{
    final Span s;
    SqlNode text;
    String unit = null;
}
{
    <INTERVAL> { s = span(); }
    text = StringLiteral()
    [ LOOKAHEAD({ Lookahead.isIntervalField(getToken(1)) }) unit = IntervalFields() ]
    {
        return Nodes.intervalConstant(text, unit, s.end(this));
    }
}

/** {@code date '2024-01-01'}, {@code timestamp with time zone '...'}: a cast of the text. */
SqlNode TypedConstant() :
{
    final SqlTypeNameSpec type;
    final SqlNode text;
    final Span s = Span.of();
}
{
    type = PostgresTypeName()
    text = StringLiteral()
    {
        return Nodes.cast(text, type, s.add(text.getParserPosition()).add(type.getParserPos()).pos());
    }
}

/** The operators that Calcite's template lacks. */
void PostgresOperation(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
    final SqlOperator operator;
    SqlNode index;
}
{
    <INFIX_CAST> {
        checkNonQueryExpression(exprContext);
        s.clear().add(this);
    }
    type = DataType() {
        list.add(new SqlParserUtil.ToTreeListItem(PostgresOperators.INFIX_CAST, s.pos()));
        list.add(type);
    }
|
    LOOKAHEAD(2)
    <OPERATOR> { s.clear().add(this); } <LPAREN>
    [ LOOKAHEAD(2) SimpleIdentifier() <DOT> ]
    operator = OperatorSymbol()
    <RPAREN> {
        list.add(new SqlParserUtil.ToTreeListItem(operator, s.pos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
|
    <COLLATE> CollationName()
|
    LOOKAHEAD(2)
    <AT> { s.clear().add(this); } <TIME> <ZONE> {
        list.add(new SqlParserUtil.ToTreeListItem(PostgresOperators.AT_TIME_ZONE, s.pos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
|
    ( <CARET> { operator = PostgresOperators.POWER; }
    | <RIGHTSHIFT> { operator = PostgresOperators.SHIFT_RIGHT; }
    | <LEFTSHIFT> { operator = PostgresOperators.SHIFT_LEFT; }
    | <VERTICAL_BAR> { operator = PostgresOperators.BIT_OR; }
    | <AMPERSAND> { operator = PostgresOperators.BIT_AND; }
    | <NUMBER_SIGN> { operator = PostgresOperators.BIT_XOR; } )
    {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(operator, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
|
    <ISNULL> { list.add(new SqlParserUtil.ToTreeListItem(SqlStdOperatorTable.IS_NULL, getPos())); }
|
    <NOTNULL> {
        list.add(new SqlParserUtil.ToTreeListItem(SqlStdOperatorTable.IS_NOT_NULL, getPos()));
    }
}

void CollationName() :
{
    final SqlIdentifier name;
}
{
    ( <DEFAULT_> { return; } | name = CollationIdentifier() )
    {
        Nodes.requireSupportedCollation(name);
    }
}

/** A collation's name, whose last part may be the reserved word DEFAULT. */
SqlIdentifier CollationIdentifier() :
{
    final List<String> names = new ArrayList<String>();
    final List<SqlParserPos> positions = new ArrayList<SqlParserPos>();
}
{
    AddIdentifierSegment(names, positions)
    (
        LOOKAHEAD(2)
        <DOT>
        (
            <DEFAULT_> { names.add("default"); positions.add(getPos()); }
        |
            AddIdentifierSegment(names, positions)
        )
    )*
    {
        return new SqlIdentifier(names, null, SqlParserPos.sum(positions), positions);
    }
}

SqlOperator OperatorSymbol() :
{
    SqlOperator operator;
}
{
    <EQ> { return SqlStdOperatorTable.EQUALS; }
|   <NE> { return SqlStdOperatorTable.NOT_EQUALS; }
|   <NE2> { return SqlStdOperatorTable.NOT_EQUALS; }
|   <LT> { return SqlStdOperatorTable.LESS_THAN; }
|   <LE> { return SqlStdOperatorTable.LESS_THAN_OR_EQUAL; }
|   <GT> { return SqlStdOperatorTable.GREATER_THAN; }
|   <GE> { return SqlStdOperatorTable.GREATER_THAN_OR_EQUAL; }
|   <PLUS> { return SqlStdOperatorTable.PLUS; }
|   <MINUS> { return SqlStdOperatorTable.MINUS; }
|   <STAR> { return SqlStdOperatorTable.MULTIPLY; }
|   <SLASH> { return SqlStdOperatorTable.DIVIDE; }
|   <CONCAT> { return PostgresOperators.CONCAT; }
|   <TILDE> { operator = SqlStdOperatorTable.POSIX_REGEX_CASE_SENSITIVE; }
    [ <STAR> { operator = SqlStdOperatorTable.POSIX_REGEX_CASE_INSENSITIVE; } ]
    { return operator; }
|   <NEGATE> <TILDE> { operator = SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_SENSITIVE; }
    [ <STAR> { operator = SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_INSENSITIVE; } ]
    { return operator; }
}

/** The functions that the standard gives a syntax of their own. Each becomes a call of the plain
 * function that PostgreSQL has for it. */
SqlNode SpecialFunctionCall() :
{
    final Span s;
    final List<SqlNode> args = new ArrayList<SqlNode>();
    String name;
    SqlNode e;
    SqlNode from = null;
    SqlNode length = null;
}
{
    <EXTRACT> { s = span(); } <LPAREN>
    (
        e = StringLiteral() { args.add(e); }
    |
        { final String field; }
        field = Identifier() { args.add(StringConstant.of(field, getPos())); }
    )
    <FROM> AddExpression(args, ExprContext.ACCEPT_SUB_QUERY)
    <RPAREN> { return Nodes.call("extract", args, s.end(this)); }
|
    <POSITION> { s = span(); } <LPAREN>
    e = AtomicRowExpression()
    <IN> AddExpression(args, ExprContext.ACCEPT_SUB_QUERY) { args.add(e); }
    <RPAREN> { return Nodes.call("position", args, s.end(this)); }
|
    <OVERLAY> { s = span(); } <LPAREN>
    AddExpression(args, ExprContext.ACCEPT_SUB_QUERY)
    <PLACING> AddExpression(args, ExprContext.ACCEPT_SUB_QUERY)
    <FROM> AddExpression(args, ExprContext.ACCEPT_SUB_QUERY)
    [ <FOR> AddExpression(args, ExprContext.ACCEPT_SUB_QUERY) ]
    <RPAREN> { return Nodes.call("overlay", args, s.end(this)); }
|
    <SUBSTRING> { s = span(); } <LPAREN>
    AddExpression(args, ExprContext.ACCEPT_SUB_QUERY)
    (
        ( <COMMA> AddExpression(args, ExprContext.ACCEPT_SUB_QUERY) )+
    |
        [ <FROM> from = Expression(ExprContext.ACCEPT_SUB_QUERY) ]
        [ <FOR> length = Expression(ExprContext.ACCEPT_SUB_QUERY) ]
        { Nodes.addSubstringRange(args, from, length); }
    )
    <RPAREN> { return Nodes.call("substring", args, s.end(this)); }
|
    <TRIM> { s = span(); name = "btrim"; } <LPAREN>
    [ <BOTH> | <LEADING> { name = "ltrim"; } | <TRAILING> { name = "rtrim"; } ]
    (
        <FROM> AddExpression(args, ExprContext.ACCEPT_SUB_QUERY)
    |
        e = Expression(ExprContext.ACCEPT_SUB_QUERY)
        (
            <FROM> AddExpression(args, ExprContext.ACCEPT_SUB_QUERY) { args.add(e); }
        |
            { args.add(e); }
            [ <COMMA> AddExpression(args, ExprContext.ACCEPT_SUB_QUERY) ]
        )
    )
    <RPAREN> { return Nodes.call(name, args, s.end(this)); }
}

/** What follows a query and locks its rows. */
/** FOR UPDATE and its like, which may stand before and after LIMIT. */
SqlNode LockingClauses(SqlNode query) :
{
    final List<SqlNode> clauses = new ArrayList<SqlNode>();
}
{
    ( LOOKAHEAD(1) LockingClause(clauses) )+
    { return Nodes.locked(query, clauses); }
}

void LockingClause(List<SqlNode> clauses) :
{
    RowLock strength = RowLock.UPDATE;
    WaitPolicy policy = WaitPolicy.WAIT;
    final List<SqlIdentifier> tables = new ArrayList<SqlIdentifier>();
    SqlIdentifier table;
    final Span s;
}
{
    <FOR> { s = span(); }
    (
        <READ> <ONLY> { return; }
    |
        <UPDATE>
    |
        <SHARE> { strength = RowLock.SHARE; }
    |
        <NO> <KEY> <UPDATE> { strength = RowLock.NO_KEY_UPDATE; }
    |
        <KEY> <SHARE> { strength = RowLock.KEY_SHARE; }
    )
    [
        <OF> table = CompoundIdentifier() { tables.add(table); }
        ( LOOKAHEAD(1) <COMMA> table = CompoundIdentifier() { tables.add(table); } )*
    ]
    [
        LOOKAHEAD(1)
        <NOWAIT> { policy = WaitPolicy.NOWAIT; }
    |
        LOOKAHEAD({ Lookahead.isWord(getToken(1), "skip") })
        Word("skip") Word("locked") { policy = WaitPolicy.SKIP_LOCKED; }
    ]
    { clauses.add(new LockingNode(strength, tables, policy, s.end(this))); }
}

/** What INSERT does about rows whose keys are there already. */
ConflictClause OnConflictClause() :
{
    final SqlParserPos pos;
    SqlParserPos target = SqlParserPos.ZERO;
    final List<IndexElement> elements = new ArrayList<IndexElement>();
    SqlNode predicate = null;
    SqlIdentifier constraint = null;
    SqlNodeList targets = null;
    SqlNodeList values = null;
    SqlNode where = null;
    SqlIdentifier id;
}
{
    <ON> { pos = getPos(); } <CONFLICT>
    [
        <LPAREN> { target = getPos(); }
        IndexElement(elements) ( <COMMA> IndexElement(elements) )* <RPAREN>
        [ <WHERE> predicate = Expression(ExprContext.ACCEPT_SUB_QUERY) ]
    |
        <ON> <CONSTRAINT> constraint = SimpleIdentifier()
    ]
    <DO>
    (
        <NOTHING>
    |
        <UPDATE> { targets = new SqlNodeList(getPos()); values = new SqlNodeList(getPos()); }
        <SET> Assignment(targets, values) ( <COMMA> Assignment(targets, values) )*
        [ where = Where() ]
    )
    {
        return new ConflictClause(
            elements, target, predicate, constraint, targets, values, where, pos);
    }
}

/** What UPDATE sets: a column, or several to a row or to what a query gives. */
void Assignment(SqlNodeList targets, SqlNodeList values) :
{
    SqlIdentifier column;
    final List<SqlNode> row = new ArrayList<SqlNode>();
    final List<SqlNode> columns = new ArrayList<SqlNode>();
    final SqlNode query;
    final SqlParserPos pos;
}
{
    column = CompoundIdentifier() { targets.add(column); } <EQ> AssignedValue(values)
|
    <LPAREN>
    column = CompoundIdentifier() { columns.add(column); }
    ( <COMMA> column = CompoundIdentifier() { columns.add(column); } )*
    <RPAREN> <EQ> { pos = Lookahead.position(getToken(1)); }
    (
        LOOKAHEAD(<LPAREN> ( <SELECT> | <WITH> | <VALUES> ))
        query = ParenthesizedExpression(ExprContext.ACCEPT_QUERY)
        { row.addAll(RowAssignment.columns(query)); }
    |
        [ <ROW> ] <LPAREN> AssignedValue(row) ( <COMMA> AssignedValue(row) )* <RPAREN>
    )
    {
        RowAssignment.requireSameCount(columns, row, pos);
        targets.addAll(columns);
        values.addAll(row);
    }
}

/** What UPDATE stores in a column: an expression, or its default. */
void AssignedValue(List<SqlNode> values) :
{
}
{
    <DEFAULT_> { values.add(SqlStdOperatorTable.DEFAULT.createCall(getPos())); }
|
    AddExpression(values, ExprContext.ACCEPT_SUB_QUERY)
}

SqlNodeList ReturningClause() :
{
    final List<SqlNode> items = new ArrayList<SqlNode>();
    final SqlParserPos pos;
}
{
    <RETURNING> { pos = getPos(); }
    AddSelectItem(items) ( LOOKAHEAD(1) <COMMA> AddSelectItem(items) )*
    { return new SqlNodeList(items, pos); }
}
