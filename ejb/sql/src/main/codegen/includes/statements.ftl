/** Every statement that is no query and changes no rows. */
SqlNode UtilityStatement() :
{
    final Utility utility;
    final Span s = Span.of();
}
{
    (
        utility = BeginStatement()
    |
        utility = EndStatement()
    |
        utility = SavepointStatement()
    |
        utility = SettingStatement()
    |
        LOOKAHEAD(2)
        utility = CreateIndexStatement()
    |
        utility = CreateTableStatement()
    |
        LOOKAHEAD(2)
        utility = DropIndexStatement()
    |
        LOOKAHEAD(2)
        utility = DropTableStatement()
    |
        LOOKAHEAD(2)
        utility = AlterIndexStatement()
    |
        utility = ReindexStatement()
    |
        utility = TruncateStatement()
    |
        LOOKAHEAD(2)
        utility = AlterTableStatement()
    |
        utility = AlterDefaultsStatement()
    |
        utility = CopyStatement()
    |
        utility = ExplainStatement()
    |
        utility = PreparedStatementCommand()
    |
        utility = CursorStatement()
    |
        utility = MaintenanceStatement()
    |
        utility = LockStatement()
    )
    {
        return new UtilityNode(utility, s.end(this));
    }
}

Utility BeginStatement() :
{
    final List<TransactionMode> modes = new ArrayList<TransactionMode>();
    String tag = "BEGIN";
}
{
    ( <BEGIN> [ <WORK> | <TRANSACTION> ] | <START> <TRANSACTION> { tag = "START TRANSACTION"; } )
    [ TransactionModes(modes) ]
    {
        return new Utility.Begin(tag, modes);
    }
}

void TransactionModes(List<TransactionMode> modes) :
{
    Utility.TransactionMode mode;
}
{
    mode = TransactionMode() { modes.add(mode); }
    ( [ <COMMA> ] mode = TransactionMode() { modes.add(mode); } )*
}

Utility.TransactionMode TransactionMode() :
{
    String word;
    boolean not = false;
}
{
    <ISOLATION> <LEVEL>
    (
        <SERIALIZABLE> { return Utility.TransactionMode.SERIALIZABLE; }
    |
        <REPEATABLE> <READ> { return Utility.TransactionMode.REPEATABLE_READ; }
    |
        <READ>
        (
            <COMMITTED> { return Utility.TransactionMode.READ_COMMITTED; }
        |
            <UNCOMMITTED> { return Utility.TransactionMode.READ_COMMITTED; }
        )
    )
|
    <READ>
    (
        <WRITE> { return Utility.TransactionMode.READ_WRITE; }
    |
        <ONLY> { return Utility.TransactionMode.READ_ONLY; }
    )
|
    [ <NOT> { not = true; } ] word = Identifier() {
        if (!word.equals("deferrable")) {
            throw Nodes.syntaxError(getToken(0).image, getPos());
        }
        return not ? Utility.TransactionMode.NOT_DEFERRABLE : Utility.TransactionMode.DEFERRABLE;
    }
}

Utility EndStatement() :
{
    final SqlIdentifier name;
    final SqlNode globalId;
    final boolean chain;
}
{
    LOOKAHEAD({ Lookahead.isWord(getToken(2), "prepared") })
    (
        <COMMIT> Word("prepared") globalId = StringLiteral()
        { return new Utility.CommitPrepared(Nodes.text(globalId)); }
    |
        <ROLLBACK> Word("prepared") globalId = StringLiteral()
        { return new Utility.RollbackPrepared(Nodes.text(globalId)); }
    )
|
    ( <COMMIT> | <END> ) [ <WORK> | <TRANSACTION> ] chain = AndChain()
    { return new Utility.Commit(chain); }
|
    <ABORT> [ <WORK> | <TRANSACTION> ] chain = AndChain()
    { return new Utility.Rollback(chain); }
|
    <ROLLBACK> [ <WORK> | <TRANSACTION> ]
    (
        <TO> [ LOOKAHEAD(2) <SAVEPOINT> ] name = SimpleIdentifier()
        { return new Utility.RollbackTo(name); }
    |
        chain = AndChain()
        { return new Utility.Rollback(chain); }
    )
}

boolean AndChain() :
{
    boolean chain = false;
}
{
    [ <AND> { chain = true; } [ <NO> { chain = false; } ] <CHAIN> ]
    { return chain; }
}

Utility SavepointStatement() :
{
    final SqlIdentifier name;
}
{
    <SAVEPOINT> name = SimpleIdentifier() { return new Utility.Savepoint(name); }
|
    <RELEASE> [ LOOKAHEAD(2) <SAVEPOINT> ] name = SimpleIdentifier()
    { return new Utility.Release(name); }
}

Utility SettingStatement() :
{
    final Utility constraints;
    final List<TransactionMode> modes = new ArrayList<TransactionMode>();
    boolean local = false;
    boolean session = false;
    String name;
    final Utility set;
}
{
    <SET>
    (
        LOOKAHEAD(2)
        <SESSION> <CHARACTERISTICS> <AS> <TRANSACTION> TransactionModes(modes)
        { return new Utility.SetSessionCharacteristics(modes); }
    |
        LOOKAHEAD(2)
        <TRANSACTION> TransactionModes(modes) { return new Utility.SetTransaction(modes); }
    |
        LOOKAHEAD({ Lookahead.isWord(getToken(1), "constraints") && getToken(2).kind != EQ
            && getToken(2).kind != TO })
        constraints = SetConstraints() { return constraints; }
    |
        [
            LOOKAHEAD({ (getToken(1).kind == LOCAL || getToken(1).kind == SESSION)
                && getToken(2).kind != TO && getToken(2).kind != EQ })
            ( <LOCAL> { local = true; } | <SESSION> { session = true; } )
        ]
        name = SettingName()
        set = SettingAssignment(name, local) { return set; }
    )
|
    <RESET>
    (
        <ALL> { return new Utility.ResetAll(); }
    |
        name = SettingName() { return new Utility.SetParameter(name, null, false); }
    )
|
    <SHOW>
    (
        <ALL> { return new Utility.ShowAll(); }
    |
        name = SettingName() { return new Utility.Show(name); }
    )
|
    <DISCARD> ( <ALL> { name = "all"; } | name = Identifier() { name = getToken(0).image; } | <TEMP> { name = "temp"; } )
    { return new Utility.Discard(name.toLowerCase(Locale.ROOT)); }
}

/** What follows the parameter's name in a SET. */
Utility.SetParameter SettingAssignment(String name, boolean local) :
{
    boolean separated = false;
    final List<String> values;
}
{
    [ ( <TO> | <EQ> ) { separated = true; } ] {
        // SET TIME ZONE, SET NAMES and SET SESSION AUTHORIZATION have nothing between.
        if (!separated && !(name.equals("timezone") && getToken(0).kind == ZONE)
            && !name.equals("client_encoding") && !name.equals("session_authorization")) {
            throw Nodes.syntaxError(getToken(1).image, getPos());
        }
    }
    values = SettingValues()
    { return new Utility.SetParameter(name, values.isEmpty() ? null : values, local); }
}

/** ALTER { ROLE | USER | DATABASE } ... { SET | RESET }: what sessions begin with. */
Utility AlterDefaultsStatement() :
{
    SqlIdentifier database = null;
    Utility.RoleName role = null;
    Utility.SetParameter change = null;
    boolean ofDatabase = false;
    boolean fromCurrent = false;
    String name;
}
{
    <ALTER>
    (
        LOOKAHEAD({ Lookahead.isWord(getToken(1), "database") })
        Word("database") database = SimpleIdentifier() { ofDatabase = true; }
    |
        ( <USER> | Word("role") )
        ( <ALL> | role = RoleName() )
        [ <IN> Word("database") database = SimpleIdentifier() ]
    )
    (
        <SET> name = SettingName()
        (
            <FROM> <CURRENT> {
                change = new Utility.SetParameter(name, null, false);
                fromCurrent = true;
            }
        |
            change = SettingAssignment(name, false)
        )
    |
        <RESET> ( <ALL> | name = SettingName() { change = new Utility.SetParameter(name, null, false); } )
    )
    { return new Utility.AlterDefaults(ofDatabase, database, role, change, fromCurrent); }
}

Utility.RoleName RoleName() :
{
    final SqlIdentifier name;
}
{
    ( <CURRENT_USER> | <CURRENT_ROLE> | <SESSION_USER> ) { return new Utility.RoleName(null); }
|
    name = SimpleIdentifier() { return new Utility.RoleName(name); }
}

/** A run-time parameter's name, lower case; the spellings of several words are brought to one. */
String SettingName() :
{
    SqlIdentifier id;
}
{
    LOOKAHEAD(2)
    <TIME> <ZONE> { return "timezone"; }
|
    LOOKAHEAD(2)
    <TRANSACTION> <ISOLATION> <LEVEL> { return "transaction_isolation"; }
|
    LOOKAHEAD({ getToken(1).image.equalsIgnoreCase("names") && getToken(2).kind == QUOTED_STRING })
    id = SimpleIdentifier() { return "client_encoding"; }
|
    LOOKAHEAD({ getToken(1).kind == SESSION && getToken(2).image.equalsIgnoreCase("authorization") })
    <SESSION> id = SimpleIdentifier() { return "session_authorization"; }
|
    id = CompoundIdentifier() {
        return String.join(".", id.names).toLowerCase(Locale.ROOT);
    }
}

/** The values of a SET; an empty list for DEFAULT. */
List<String> SettingValues() :
{
    final List<String> values = new ArrayList<String>();
    String value;
}
{
    (
        LOOKAHEAD(2)
        <DEFAULT_>
    |
        LOOKAHEAD({ getToken(1).kind == LOCAL })
        <LOCAL>
    |
        value = SettingValue() { values.add(value); }
        ( <COMMA> value = SettingValue() { values.add(value); } )*
    )
    { return values; }
}

String SettingValue() :
{
    String value;
    final SqlNode text;
}
{
    LOOKAHEAD(2)
    <INTERVAL> text = StringLiteral() [ LOOKAHEAD(2) IntervalFields() ] { return Nodes.text(text); }
|
    value = OptionValue() { return value; }
}

Utility ExplainStatement() :
{
    final List<Option> chosen = new ArrayList<Option>();
    final SqlNode statement;
}
{
    <EXPLAIN>
    (
        LOOKAHEAD({ getToken(1).kind == LPAREN && !Lookahead.startsQuery(getToken(2)) })
        <LPAREN> CopyOption(chosen) ( <COMMA> CopyOption(chosen) )* <RPAREN>
    |
        [ ( <ANALYZE> | <ANALYSE> ) { chosen.add(new Utility.Option("analyze", null, null, getPos())); } ]
        [ <VERBOSE> { chosen.add(new Utility.Option("verbose", null, null, getPos())); } ]
    )
    (
        statement = UtilityStatement()
    |
        statement = SqlQueryOrDml()
    )
    {
        return new Utility.Explain(chosen, statement);
    }
}

Utility PreparedStatementCommand() :
{
    final SqlIdentifier name;
    SqlIdentifier any = null;
    final List<SqlDataTypeSpec> types = new ArrayList<SqlDataTypeSpec>();
    final List<SqlNode> args = new ArrayList<SqlNode>();
    SqlDataTypeSpec type;
    final SqlNode statement;
    final SqlNode globalId;
}
{
    LOOKAHEAD({ getToken(2).kind == TRANSACTION && getToken(3).kind != AS && getToken(3).kind != LPAREN })
    <PREPARE> <TRANSACTION> globalId = StringLiteral()
    { return new Utility.PrepareTransaction(Nodes.text(globalId)); }
|
    <PREPARE> name = SimpleIdentifier()
    [ <LPAREN> type = DataType() { types.add(type); } ( <COMMA> type = DataType() { types.add(type); } )* <RPAREN> ]
    <AS> { final Token first = getToken(1); }
    statement = SqlQueryOrDml()
    { return new Utility.Prepare(name, types, statement, first.beginLine, first.beginColumn); }
|
    <EXECUTE> name = SimpleIdentifier()
    [
        <LPAREN>
        [ AddExpression(args, ExprContext.ACCEPT_SUB_QUERY)
          ( <COMMA> AddExpression(args, ExprContext.ACCEPT_SUB_QUERY) )* ]
        <RPAREN>
    ]
    { return new Utility.Execute(name, args); }
|
    <DEALLOCATE> [ LOOKAHEAD(2) <PREPARE> ]
    ( <ALL> | any = SimpleIdentifier() )
    { return new Utility.Deallocate(any); }
}

Utility CursorStatement() :
{
    SqlIdentifier name = null;
    final SqlNode query;
    boolean hold = false;
    long count = 1;
    String word;
}
{
    <DECLARE> name = SimpleIdentifier()
    ( LOOKAHEAD({ getToken(1).kind != CURSOR }) [ <NO> ] word = CursorWord() )*
    <CURSOR>
    [ LOOKAHEAD(2) <WITH> <HOLD> { hold = true; } | <WITHOUT> <HOLD> ]
    <FOR> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    { return new Utility.DeclareCursor(name, query, hold); }
|
    <FETCH>
    [
        LOOKAHEAD({ Lookahead.fetches(getToken(1), getToken(2), ALL) })
        [ Word("forward") ] <ALL> { count = Long.MAX_VALUE; }
    |
        LOOKAHEAD({ Lookahead.fetches(getToken(1), getToken(2), UNSIGNED_INTEGER_LITERAL) })
        [ Word("forward") ] <UNSIGNED_INTEGER_LITERAL> { count = Long.parseLong(getToken(0).image); }
    |
        LOOKAHEAD({ getToken(1).kind == NEXT && getToken(2).kind != EOF })
        <NEXT>
    |
        LOOKAHEAD({ getToken(1).image.equalsIgnoreCase("forward") && getToken(2).kind != EOF })
        Word("forward")
    ]
    [ <FROM> | <IN> ]
    name = SimpleIdentifier()
    { return new Utility.FetchCursor(name, count); }
|
    <CLOSE> ( <ALL> | name = SimpleIdentifier() )
    { return new Utility.CloseCursor(name); }
}

String CursorWord() :
{
    final String word;
}
{
    word = Identifier() {
        if (!word.equals("binary") && !word.equals("insensitive") && !word.equals("asensitive")
            && !word.equals("scroll")) {
            throw Nodes.syntaxError(getToken(0).image, getPos());
        }
        return word;
    }
}

void Word(String expected) :
{
    final String word;
}
{
    word = Identifier() {
        if (!word.equals(expected)) {
            throw Nodes.syntaxError(getToken(0).image, getPos());
        }
    }
}

Utility MaintenanceStatement() :
{
    final List<SqlIdentifier> tables = new ArrayList<SqlIdentifier>();
    final List<Option> chosen = new ArrayList<Option>();
}
{
    <VACUUM>
    [
        <LPAREN> CopyOption(chosen) ( <COMMA> CopyOption(chosen) )* <RPAREN>
    |
        ( <FULL> | <FREEZE> | <VERBOSE> | <ANALYZE> | <ANALYSE> )+
    ]
    [ MaintainedTables(tables) ]
    { return new Utility.Vacuum(tables); }
|
    ( <ANALYZE> | <ANALYSE> )
    [ <VERBOSE> | <LPAREN> CopyOption(chosen) ( <COMMA> CopyOption(chosen) )* <RPAREN> ]
    [ MaintainedTables(tables) ]
    { return new Utility.Analyze(tables); }
|
    <CHECKPOINT> { return new Utility.Checkpoint(); }
|
    <UNLISTEN> ( <STAR> | SimpleIdentifier() ) { return new Utility.Unlisten(); }
}

void MaintainedTables(List<SqlIdentifier> tables) :
{
    SqlIdentifier table;
}
{
    table = CompoundTableIdentifier() { tables.add(table); } [ ParenthesizedSimpleIdentifierList() ]
    (
        <COMMA>
        table = CompoundTableIdentifier() { tables.add(table); } [ ParenthesizedSimpleIdentifierList() ]
    )*
}

Utility LockStatement() :
{
    final List<SqlIdentifier> tables = new ArrayList<SqlIdentifier>();
    TableLock mode = TableLock.ACCESS_EXCLUSIVE;
    boolean waits = true;
}
{
    <LOCK> [ <TABLE> ]
    LockedTable(tables) ( <COMMA> LockedTable(tables) )*
    [ <IN> mode = TableLockMode() Word("mode") ]
    [ <NOWAIT> { waits = false; } ]
    { return new Utility.LockTable(tables, mode, waits); }
}

void LockedTable(List<SqlIdentifier> tables) :
{
    final SqlIdentifier table;
}
{
    [ <ONLY> ] table = CompoundTableIdentifier() { tables.add(table); } [ <STAR> ]
}

TableLock TableLockMode() :
{
    final List<String> words = new ArrayList<String>();
    final Token first = getToken(1);
}
{
    (
        LOOKAHEAD({ !Lookahead.isWord(getToken(1), "mode") })
        ( <ROW> | <SHARE> | <UPDATE> | SimpleIdentifier() )
        { words.add(getToken(0).image); }
    )+
    { return Nodes.tableLock(words, first.image, first.beginColumn); }
}
