/** COPY in its present form and in the one from before PostgreSQL 9. */
Utility CopyStatement() :
{
    SqlIdentifier table = null;
    SqlNodeList columns = null;
    SqlNode query = null;
    boolean from = false;
    String file = null;
    final List<Option> chosen = new ArrayList<Option>();
    SqlNode where = null;
    final SqlParserPos pos;
}
{
    <COPY> { pos = getPos(); }
    (
        <LPAREN> query = SqlQueryOrDml() <RPAREN>
    |
        table = CompoundTableIdentifier()
        [ columns = ParenthesizedSimpleIdentifierList() ]
    )
    ( <FROM> { from = true; } | <TO> )
    (
        <STDIN> | <STDOUT>
    |
        <PROGRAM> { throw Nodes.notSupported("COPY PROGRAM", getPos()); }
    |
        file = SimpleStringLiteral() { throw Nodes.notSupported("COPY with a file on the server", getPos()); }
    )
    [ <WITH> ]
    (
        <LPAREN> CopyOption(chosen) ( <COMMA> CopyOption(chosen) )* <RPAREN>
    |
        ( OldCopyOption(chosen) )*
    )
    [ <WHERE> { throw Nodes.notSupported("COPY WHERE", getPos()); } ]
    {
        return new Utility.Copy(table, columns, query, from, chosen);
    }
}

void CopyOption(List<Option> chosen) :
{
    final String name;
    String value = null;
    List<String> names = null;
    final SqlParserPos pos;
}
{
    name = OptionName() { pos = getPos(); }
    [
        <STAR> { value = "*"; }
    |
        names = OptionNameList()
    |
        value = OptionValue()
    ]
    {
        chosen.add(new Utility.Option(name, value, names, pos));
    }
}

List<String> OptionNameList() :
{
    final List<String> names = new ArrayList<String>();
    String name;
}
{
    <LPAREN> name = Identifier() { names.add(name); }
    ( <COMMA> name = Identifier() { names.add(name); } )*
    <RPAREN> { return names; }
}

/** An option's name, lower case; may be a reserved word. */
String OptionName() :
{
    String name;
}
{
    ( name = Identifier()
    | ( <NULL> | <FREEZE> | <VERBOSE> | <ANALYZE> | <ANALYSE> | <CONCURRENTLY> | <DEFAULT_> ) {
          name = getToken(0).image;
      }
    )
    {
        return name.toLowerCase(Locale.ROOT);
    }
}

/** An option's value as text: a word, a string or a number. */
String OptionValue() :
{
    final SqlNode e;
    String sign = "";
    final String value;
}
{
    ( <TRUE> | <FALSE> | <ON> | <DEFAULT_> ) { return getToken(0).image.toLowerCase(Locale.ROOT); }
|
    value = Identifier() { return value; }
|
    e = StringLiteral() { return Nodes.text(e); }
|
    [ <PLUS> | <MINUS> { sign = "-"; } ]
    ( <UNSIGNED_INTEGER_LITERAL> | <DECIMAL_NUMERIC_LITERAL> | <APPROX_NUMERIC_LITERAL> ) {
        return sign + getToken(0).image;
    }
}

void OldCopyOption(List<Option> chosen) :
{
    final SqlParserPos pos;
    String name;
    String value = null;
    List<String> names = null;
    final SqlNodeList columns;
}
{
    { pos = getPos(); }
    (
        LOOKAHEAD({ getToken(1).image.equalsIgnoreCase("binary") })
        Identifier() { chosen.add(new Utility.Option("format", "binary", null, pos)); }
    |
        <CSV> { chosen.add(new Utility.Option("format", "csv", null, pos)); }
    |
        <HEADER> { chosen.add(new Utility.Option("header", null, null, pos)); }
    |
        <FREEZE> { chosen.add(new Utility.Option("freeze", null, null, pos)); }
    |
        ( <DELIMITER> { name = "delimiter"; } | <DELIMITERS> { name = "delimiter"; }
        | <NULL> { name = "null"; } | <ESCAPE> { name = "escape"; }
        | <ENCODING> { name = "encoding"; }
        | LOOKAHEAD({ Lookahead.isWord(getToken(1), "quote") }) name = Identifier() )
        [ <AS> ] value = OptionValue() { chosen.add(new Utility.Option(name, value, null, pos)); }
    |
        <FORCE>
        (
            LOOKAHEAD({ Lookahead.isWord(getToken(1), "quote") }) name = Identifier() { name = "force_quote"; }
        |
            <NOT> <NULL> { name = "force_not_null"; }
        |
            <NULL> { name = "force_null"; }
        )
        (
            <STAR> { value = "*"; }
        |
            { final List<SqlNode> list = new ArrayList<SqlNode>(); }
            AddSimpleIdentifiers(list) { names = Nodes.names(list); }
        )
        { chosen.add(new Utility.Option(name, value, names, pos)); }
    )
}
