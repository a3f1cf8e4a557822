package org.ordinaldb.pgwire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlState;

/// Reads the start-up parameter `options`, which looks like postgres' command line:
/// `-c name=value --name=value`, with a backslash before a blank that belongs to a value.
final class CommandLineOptions {
  private CommandLineOptions() {}

  static Map<String, String> settings(String options) {
    Map<String, String> settings = new HashMap<>();
    List<String> words = words(options);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-c") && i + 1 < words.size()) {
        put(words.get(++i), settings);
      } else if (word.startsWith("--")) {
        put(word.substring(2), settings);
      } else if (word.startsWith("-c")) {
        put(word.substring(2), settings);
      } else {
        throw invalid(word);
      }
    }
    return settings;
  }

  private static void put(String assignment, Map<String, String> settings) {
    int equals = assignment.indexOf('=');
    if (equals <= 0) {
      throw invalid(assignment);
    }
    String name = assignment.substring(0, equals).replace('-', '_');
    settings.put(name, assignment.substring(equals + 1));
  }

  private static List<String> words(String options) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < options.length(); i++) {
      char c = options.charAt(i);
      if (c == '\\' && i + 1 < options.length()) {
        word.append(options.charAt(++i));
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  private static SessionException invalid(String word) {
    return new SessionException(
        SqlState.SYNTAX_ERROR, "invalid command-line argument for server process: " + word);
  }
}
