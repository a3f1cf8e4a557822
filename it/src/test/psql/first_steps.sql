CREATE TABLE books (id bigint PRIMARY KEY, title text NOT NULL, pages int, price numeric(8,2), printed date);
INSERT INTO books VALUES (1, 'Emma', 474, 9.99, '1815-12-23'), (2, 'Persuasion', 249, 7.50, '1817-12-20');
INSERT INTO books (id, title) VALUES (3, 'Sanditon');
SELECT * FROM books ORDER BY id;
SELECT title FROM books WHERE pages > 300;
SELECT count(*), sum(price), min(printed), max(pages) FROM books;
SELECT title FROM books ORDER BY id DESC LIMIT 1 OFFSET 1;
UPDATE books SET pages = 120 WHERE id = 3;
DELETE FROM books WHERE id = 2;
SELECT id, pages FROM books ORDER BY id;
BEGIN;
DELETE FROM books;
SELECT count(*) FROM books;
ROLLBACK;
SELECT count(*) FROM books;
BEGIN;
INSERT INTO books (id, title) VALUES (4, 'The Watsons');
COMMIT;
SELECT count(*) FROM books;
INSERT INTO books (id, title) VALUES (1, 'again');
INSERT INTO books (id, title) VALUES (5, NULL);
SELECT nope FROM books;
SELECT * FROM no_such_table;
SELECT 1 / 0;
SELECT 2147483647 + 1;
SELECT 'x'::int;
BEGIN;
SELECT 1 / 0;
SELECT 1;
ROLLBACK;
\copy books (id, title, pages) FROM STDIN CSV
6,Lady Susan,90
7,"Northanger, Abbey",251
\.
SELECT id, title, pages FROM books WHERE id BETWEEN 6 AND 7 ORDER BY id;
\copy books (id, title, pages) FROM STDIN CSV
8,Love and Freindship,60
9,Evelyn,many
\.
SELECT count(*) FROM books;
\copy (SELECT id, title FROM books ORDER BY id) TO STDOUT CSV HEADER
SELECT b.title, c.title FROM books b JOIN books c ON b.id = c.id - 2 ORDER BY b.id;
SELECT pages > 200 AS long, count(*) FROM books GROUP BY pages > 200 ORDER BY 2 DESC, 1;
DROP TABLE books;
