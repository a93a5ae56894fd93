-- An example, run by hand by the owner of the database after `bsl ratings setup`: who writes and who only reads.
CREATE ROLE bsl_gateway LOGIN CONNECTION LIMIT 64;        -- \password bsl_gateway; replicas of the gateway * 8
GRANT USAGE ON SCHEMA ratings TO bsl_gateway;
GRANT SELECT, INSERT ON ratings.answers, ratings.ratings TO bsl_gateway;
GRANT SELECT ON ratings.migrations TO bsl_gateway;

CREATE ROLE bsl_ratings_reader LOGIN CONNECTION LIMIT 8;  -- \password bsl_ratings_reader; ingest and compare
ALTER ROLE bsl_ratings_reader SET default_transaction_read_only = on;
GRANT USAGE ON SCHEMA ratings TO bsl_ratings_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA ratings TO bsl_ratings_reader;
