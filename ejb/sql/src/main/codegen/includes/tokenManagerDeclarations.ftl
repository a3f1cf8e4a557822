    // Calcite's template has a token for hundreds of words that are plain names in PostgreSQL.
    // A word that is neither in config.fmpp's reservedKeywords nor in its nonReservedKeywords is
    // turned into an identifier as soon as it is read, so that no production can trip over it.
    private static final boolean[] IS_NAME = namesAmongTokens();

    private static boolean[] namesAmongTokens() {
        final java.util.Set<String> keywords = new java.util.HashSet<String>(Arrays.asList(
<#list parser.reservedKeywords + parser.nonReservedKeywords as keyword>
            "${keyword}"<#sep>,</#sep>
</#list>
        ));
        final boolean[] names = new boolean[tokenImage.length];
        for (int kind = 0; kind < names.length; kind++) {
            final String image = tokenImage[kind];
            names[kind] = image.matches("\"[A-Z][A-Z_0-9]*\"")
                && !keywords.contains(image.substring(1, image.length() - 1));
        }
        return names;
    }

    void CommonTokenAction(Token token) {
        if (IS_NAME[token.kind]) {
            token.kind = IDENTIFIER;
        }
    }
