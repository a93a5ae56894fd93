-- An example, run by hand by the owner of the database: the role that training reads with.
CREATE ROLE bsl_reader LOGIN CONNECTION LIMIT 4;          -- \password bsl_reader
ALTER ROLE bsl_reader SET default_transaction_read_only = on;
ALTER ROLE bsl_reader SET statement_timeout = '5min';
ALTER ROLE bsl_reader SET idle_in_transaction_session_timeout = '15min';
GRANT USAGE ON SCHEMA knowledge_base TO bsl_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA knowledge_base TO bsl_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA knowledge_base GRANT SELECT ON TABLES TO bsl_reader;
