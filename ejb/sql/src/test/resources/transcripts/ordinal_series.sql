-- Values are made as they are asked for, where PostgreSQL makes all of them first.
SELECT i FROM generate_series(1, 9223372036854775807) i LIMIT 3;
-- Sets where PostgreSQL takes more of them.
CREATE TABLE t (id integer PRIMARY KEY);
SELECT generate_series(1, 2), generate_series(1, 3);
SELECT *, generate_series(1, 2) FROM t;
SELECT generate_series(1, 2) FROM t GROUP BY 1;
INSERT INTO t VALUES (generate_series(1, 3));
EXPLAIN SELECT * FROM generate_series(1, 3) AS n WHERE n > 1;
