-- RETURNING that asks queries: they see what was there before.
CREATE TABLE t (id int PRIMARY KEY, n int, name text);
CREATE TABLE u (k int, add int);
INSERT INTO u VALUES (1, 100), (1, 101), (2, 200), (9, 900);
INSERT INTO t VALUES (1, 10, 'one'), (2, 20, 'two') RETURNING id, (SELECT count(*) FROM t);
INSERT INTO t VALUES (3, 30, 'three') RETURNING (SELECT max(id) FROM t), (SELECT min(t.n) FROM t) + t.n AS sum;
-- of each row
INSERT INTO t SELECT id + 3, n, name FROM t RETURNING id, (SELECT sum(add) FROM u WHERE k = t.id - 3);
UPDATE t SET n = n + 1 WHERE id < 4 RETURNING id, n, (SELECT o.n FROM t o WHERE o.id = t.id) AS before;
UPDATE t SET id = id + 10 WHERE id > 4 RETURNING id, EXISTS (SELECT 1 FROM u WHERE k = t.id - 10), id IN (SELECT k + 14 FROM u);
UPDATE t AS x SET n = (SELECT max(add) FROM u) WHERE id = 1 RETURNING x.n, (SELECT count(*) FROM u WHERE add < x.n);
DELETE FROM t WHERE id = 15 RETURNING name, (SELECT count(*) FROM u WHERE u.k < t.n), (SELECT count(*) FROM t);
-- with further tables
UPDATE t SET n = u.add FROM u WHERE u.k = t.id AND u.add > 100 RETURNING t.id, u.add, (SELECT count(*) FROM u o WHERE o.k = u.k);
DELETE FROM t USING u WHERE u.k = t.id AND u.add = 200 RETURNING t.id, (SELECT max(o.add) FROM u o WHERE o.add < u.add + t.id);
-- ON CONFLICT
INSERT INTO t VALUES (1, 0, 'x'), (7, 7, 'seven') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id, name, (SELECT o.name FROM t o WHERE o.id = t.id);
-- several, nested, and what fails
INSERT INTO t VALUES (8, 8, 'eight') RETURNING (SELECT a.n FROM t a WHERE a.id = (SELECT min(b.id) FROM t b WHERE b.id < t.id)), (SELECT 1), t.*;
INSERT INTO t VALUES (20, 8, 'x') RETURNING (SELECT add FROM u);
INSERT INTO t VALUES (20, 8, 'x') RETURNING (SELECT nope FROM u);
SELECT * FROM t ORDER BY id;
-- nothing was changed
UPDATE t SET n = 1 WHERE id > 100 RETURNING id, (SELECT count(*) FROM t);
-- in a transaction
BEGIN;
INSERT INTO t VALUES (30, 30, 'thirty') RETURNING (SELECT count(*) FROM t);
DELETE FROM t WHERE id = 30 RETURNING (SELECT count(*) FROM t), (SELECT name FROM t WHERE id = 30);
ROLLBACK;
