-- Commits in two phases. What the limit is and who the owner is differs between servers.
CREATE TABLE t (id int PRIMARY KEY, v int);
BEGIN;
INSERT INTO t VALUES (1, 1);
PREPARE TRANSACTION 'a';
SELECT * FROM t;
SELECT gid, prepared <= now() AS past, database = current_database() AS here FROM pg_prepared_xacts;
COMMIT PREPARED 'a';
SELECT * FROM t;
SELECT gid FROM pg_prepared_xacts;
-- An id ends once.
COMMIT PREPARED 'a';
ROLLBACK PREPARED 'a';
-- Rolled back.
BEGIN;
UPDATE t SET v = 2;
PREPARE TRANSACTION 'b';
ROLLBACK PREPARED 'b';
SELECT * FROM t;
-- Its locks are held.
BEGIN;
UPDATE t SET v = 3;
PREPARE TRANSACTION 'it''s';
SET lock_timeout = '1ms';
UPDATE t SET v = 4;
ROLLBACK PREPARED 'it''s';
RESET lock_timeout;
UPDATE t SET v = 4;
-- Outside a block there is nothing to prepare.
PREPARE TRANSACTION 'a';
SELECT gid FROM pg_prepared_xacts;
-- A failed block is rolled back.
BEGIN;
SELECT 1 / 0;
SELECT 1;
COMMIT PREPARED 'a';
PREPARE TRANSACTION 'a';
SELECT gid FROM pg_prepared_xacts;
-- The second phase is not for blocks.
BEGIN;
COMMIT PREPARED 'a';
ROLLBACK;
BEGIN;
ROLLBACK PREPARED 'a';
ROLLBACK;
-- An id that is in use takes the transaction with it.
BEGIN;
INSERT INTO t VALUES (2, 2);
PREPARE TRANSACTION 'a';
BEGIN;
INSERT INTO t VALUES (3, 3);
PREPARE TRANSACTION 'a';
SELECT * FROM t ORDER BY id;
COMMIT PREPARED 'a';
SELECT * FROM t ORDER BY id;
-- Ids are shorter than 200 bytes, and may be empty.
BEGIN;
PREPARE TRANSACTION 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';
SELECT 1;
BEGIN;
PREPARE TRANSACTION '';
SELECT gid = '' AS empty FROM pg_prepared_xacts;
COMMIT PREPARED '';
-- Savepoints.
BEGIN;
INSERT INTO t VALUES (4, 4);
SAVEPOINT s;
INSERT INTO t VALUES (5, 5);
ROLLBACK TO s;
INSERT INTO t VALUES (6, 6);
PREPARE TRANSACTION 's';
ROLLBACK TO s;
COMMIT PREPARED 's';
SELECT * FROM t ORDER BY id;
-- Tables that are created and dropped.
BEGIN;
CREATE TABLE u AS SELECT * FROM t;
DROP TABLE t;
PREPARE TRANSACTION 'ddl';
SELECT count(*) FROM u;
COMMIT PREPARED 'ddl';
SELECT count(*) FROM t;
SELECT count(*) FROM u;
-- Settings are the session's at once.
BEGIN;
SET LOCAL timezone = 'Europe/Rome';
SET lock_timeout = '7s';
PREPARE TRANSACTION 'set';
SHOW lock_timeout;
SHOW timezone;
ROLLBACK PREPARED 'set';
SHOW lock_timeout;
-- Names that are no keywords.
PREPARE transaction AS SELECT 1;
PREPARE TRANSACTION foo;
COMMIT PREPARED foo;
