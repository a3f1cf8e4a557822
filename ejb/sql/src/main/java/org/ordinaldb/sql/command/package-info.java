/// Statements about tables as a whole: CREATE, ALTER, DROP, TRUNCATE, COPY, VACUUM. Read
/// [org.ordinaldb.sql.command.TableCommands]. The session above decides about transactions and gives
/// a [org.ordinaldb.sql.command.CommandContext]; queries within commands are its business too.
@NullMarked
package org.ordinaldb.sql.command;

import org.jspecify.annotations.NullMarked;
