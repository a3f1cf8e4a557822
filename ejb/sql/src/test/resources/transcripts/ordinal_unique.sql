-- Keys that move past each other in one statement are unique when it ends; PostgreSQL checks row by row.
CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, v int);
CREATE UNIQUE INDEX t_v ON t (v DESC);
INSERT INTO t VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3);
UPDATE t SET u = u + 1, v = v - 1;
UPDATE t SET u = 6 - u;
SELECT * FROM t ORDER BY id;
UPDATE t SET u = 2 WHERE id < 3;
-- Inferred whatever the order of a sum.
CREATE UNIQUE INDEX t_sum ON t ((id + v));
INSERT INTO t VALUES (9, 9, -6) ON CONFLICT ((v + id)) DO NOTHING;
-- A deferrable primary key is an index beside the rows.
CREATE TABLE d (id int PRIMARY KEY DEFERRABLE, v int);
INSERT INTO d VALUES (1, 1), (2, 2), (3, 3);
EXPLAIN SELECT * FROM d ORDER BY id;
EXPLAIN SELECT count(*) FROM d WHERE id < 3;
-- Foreign keys find what they refer to by its index, also rows that the transaction has not committed.
CREATE TABLE c (u int REFERENCES t (u));
BEGIN;
INSERT INTO t VALUES (7, 70, 7);
INSERT INTO c VALUES (70), (2);
DELETE FROM t WHERE u = 70;
ROLLBACK;
CREATE TABLE e (a int, UNIQUE USING INDEX t_v);
