-- Areas lie within one another (区县, 街道, 社区), have other names, a centre and an outline. Two may have the same name
-- as long as they lie in different ones: SQLite can only drop the old rule together with its table.
ON POSTGRES ALTER TABLE areas DROP CONSTRAINT areas_name_key;
ON POSTGRES ALTER TABLE areas ADD COLUMN parent_id BIGINT REFERENCES areas (id);
ON POSTGRES ALTER TABLE areas ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ON POSTGRES ALTER TABLE areas ADD COLUMN other_names TEXT NOT NULL DEFAULT '';
ON POSTGRES ALTER TABLE areas ADD COLUMN latitude DOUBLE PRECISION;
ON POSTGRES ALTER TABLE areas ADD COLUMN longitude DOUBLE PRECISION;
ON SQLITE PRAGMA defer_foreign_keys = ON;
-- It looks for the cases of each area that goes and comes back.
ON SQLITE CREATE INDEX cases_area_meanwhile ON cases (area_id);
ON SQLITE CREATE TEMPORARY TABLE areas_before AS SELECT * FROM areas;
ON SQLITE DROP TABLE areas;
ON SQLITE CREATE TABLE areas (
    id IDENTITY,
    name TEXT NOT NULL,
    retired_at TIMESTAMPTZ,
    parent_id BIGINT REFERENCES areas (id),
    kind TEXT NOT NULL DEFAULT '',              -- in the office's own words, such as 街道
    other_names TEXT NOT NULL DEFAULT '',       -- separated by 、
    latitude DOUBLE PRECISION,                  -- of its centre, in degrees of WGS 84
    longitude DOUBLE PRECISION
);
ON SQLITE INSERT INTO areas (id, name, retired_at) SELECT id, name, retired_at FROM areas_before;
ON SQLITE DROP TABLE areas_before;
ON SQLITE DROP INDEX cases_area_meanwhile;

CREATE UNIQUE INDEX areas_one ON areas (COALESCE(parent_id, 0), name);

-- Apart from the areas, which every worker holds in memory: outlines are long, and seldom asked for.
CREATE TABLE outlines (
    area_id BIGINT PRIMARY KEY REFERENCES areas (id),
    south DOUBLE PRECISION NOT NULL,            -- the box around it
    north DOUBLE PRECISION NOT NULL,
    west DOUBLE PRECISION NOT NULL,
    east DOUBLE PRECISION NOT NULL,
    geometry TEXT NOT NULL                      -- GeoJSON: a Polygon or MultiPolygon
);
CREATE INDEX outlines_box ON outlines (south, north, west, east);
