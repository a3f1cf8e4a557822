-- generate_series, functions in FROM, and sets in a SELECT list.
SELECT * FROM generate_series(1, 3);
SELECT * FROM generate_series(1, 3) AS n;
SELECT n FROM generate_series(1, 10, 4) n;
SELECT g.i FROM generate_series(3, 1, -1) AS g(i);
SELECT * FROM generate_series(3, 1);
SELECT * FROM generate_series(1, 3, 0);
SELECT * FROM generate_series(1, NULL);
SELECT * FROM generate_series(1, 3, NULL::integer);
SELECT * FROM generate_series(1);
SELECT g.generate_series FROM generate_series(1, 2) g;
SELECT count(*), sum(i) FROM generate_series(1, 100000) i;
-- The ends of the types end a series.
SELECT i, pg_typeof(i) FROM generate_series(2147483640, 2147483647, 3) i;
SELECT i, pg_typeof(i) FROM generate_series(9223372036854775800, 9223372036854775807, 3) i;
SELECT i FROM generate_series(-9223372036854775800, -9223372036854775808, -3) i;
-- Timestamps step by intervals.
SELECT * FROM generate_series(timestamp '2024-01-30', '2024-05-01', '1 month');
SELECT * FROM generate_series(timestamp '2024-01-30', '2024-01-29', '-12 hours');
SELECT * FROM generate_series(timestamp '2024-01-30', '2024-05-01', '0 months');
SELECT d::date FROM generate_series('2024-02-28'::date, '2024-03-01', '1 day') d;
SET timezone = 'Europe/Berlin';
SELECT g::text FROM generate_series(timestamptz '2024-03-30 12:00', '2024-04-01', '1 day') g;
SELECT g::text FROM generate_series(timestamptz '2024-03-30 12:00', '2024-04-01', '12 hours') g;
RESET timezone;
-- Tables are loaded with it.
CREATE TABLE numbers (id integer PRIMARY KEY, name text);
INSERT INTO numbers SELECT i, 'number ' || i FROM generate_series(1, 10000) i;
SELECT count(*), max(id), max(name) FROM numbers;
INSERT INTO numbers SELECT generate_series(10001, 10003), 'set';
INSERT INTO numbers (id) SELECT generate_series(10004, 10005);
SELECT * FROM numbers WHERE id > 9999 ORDER BY id;
UPDATE numbers SET name = 'changed to ' || g FROM generate_series(1, 2) g WHERE id = g;
DELETE FROM numbers USING generate_series(3, 10000) g WHERE id = g;
SELECT * FROM numbers ORDER BY id;
-- Functions see what stands before them.
SELECT x, y FROM (VALUES (1), (2), (0)) AS v(x), generate_series(1, x) y ORDER BY x, y;
SELECT x, y FROM (VALUES (1), (2), (0)) AS v(x) LEFT JOIN generate_series(1, x) y ON true ORDER BY x, y;
SELECT x, y FROM (VALUES (1), (2)) AS v(x), LATERAL generate_series(1, x) AS s(y) ORDER BY x, y;
SELECT a, b FROM generate_series(1, 3) a JOIN generate_series(2, 5) b ON a = b;
SELECT id FROM numbers WHERE EXISTS (SELECT 1 FROM generate_series(1, 2) g WHERE g = id) ORDER BY id;
SELECT id FROM numbers WHERE id IN (SELECT generate_series(2, 10001)) ORDER BY id;
SELECT (SELECT sum(g) FROM generate_series(1, id) g) FROM numbers WHERE id < 3 ORDER BY id;
-- A function that gives one value is a table of one row.
SELECT * FROM lower('A') AS x, upper(x) AS y(z);
SELECT x.* FROM abs(-3) AS x;
SELECT * FROM abs(-3);
SELECT * FROM nothing_like_it(3);
-- Sets in a SELECT list.
SELECT generate_series(1, 3);
SELECT generate_series(1, 3) AS x, 'a' || generate_series(1, 3);
SELECT generate_series(1, 2), x FROM (VALUES ('a'), ('b')) AS v(x) ORDER BY 2, 1;
SELECT generate_series(1, x) FROM (VALUES (1), (2)) AS v(x) ORDER BY 1;
SELECT DISTINCT generate_series(1, 3) % 2 ORDER BY 1;
WITH s AS (SELECT generate_series(1, 3) AS n) SELECT n, n + 1 FROM s;
SELECT 1 WHERE generate_series(1, 3) = 1;
PREPARE upto AS SELECT * FROM generate_series(1, $1);
EXECUTE upto(2);
