    // Calcite's template has a token for hundreds of words that are plain names in PostgreSQL.
    // A word that is neither in config.fmpp's reservedKeywords nor in its nonReservedKeywords is
    // turned into an identifier as soon as it is read, so that no production can trip over it.
    // After a dot every word is a name, as in PostgreSQL: ordinal.check, t.user.
    private static final boolean[] IS_WORD = wordsAmongTokens();
    private static final boolean[] IS_NAME = namesAmongTokens();

    private int kindBefore = EOF;

    private static boolean[] wordsAmongTokens() {
        final boolean[] words = new boolean[tokenImage.length];
        for (int kind = 0; kind < words.length; kind++) {
            words[kind] = tokenImage[kind].matches("\"[A-Z][A-Z_0-9]*\"");
        }
        return words;
    }

    private static boolean[] namesAmongTokens() {
        final java.util.Set<String> keywords = new java.util.HashSet<String>(Arrays.asList(
<#list parser.reservedKeywords + parser.nonReservedKeywords as keyword>
            "${keyword}"<#sep>,</#sep>
</#list>
        ));
        final boolean[] names = new boolean[tokenImage.length];
        for (int kind = 0; kind < names.length; kind++) {
            final String image = tokenImage[kind];
            names[kind] = IS_WORD[kind]
                && !keywords.contains(image.substring(1, image.length() - 1));
        }
        return names;
    }

    void CommonTokenAction(Token token) {
        if (IS_NAME[token.kind] || (kindBefore == DOT && IS_WORD[token.kind])) {
            token.kind = IDENTIFIER;
        }
        kindBefore = token.kind;
    }
