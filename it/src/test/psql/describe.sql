CREATE TABLE cities (geoname_id bigint PRIMARY KEY, name text NOT NULL, country char(2), lat double precision, lon double precision, population bigint);
\dt
\d cities
DROP TABLE cities;
\d cities
