package org.ordinaldb.it;

/// What a command printed, errors included, and how it ended.
public record ShellResult(int exitCode, String output) {}
