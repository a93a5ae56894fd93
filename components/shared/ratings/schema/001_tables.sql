-- Answers that left the gateway, and what users said about them. PostgreSQL 13 or newer.
--
-- `record` is everything, as JSON in the form of components/shared/ratings/records.py: type json and not jsonb, which
-- refuses the character U+0000 that a model may well write. The columns beside it are for keys and for people's queries.
-- `number` is the order in which rows came.

CREATE TABLE ratings.answers (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  answer_id text NOT NULL UNIQUE,
  served_version text NOT NULL,
  user_hash text NOT NULL,
  given_at timestamptz NOT NULL,
  record json NOT NULL
);

CREATE TABLE ratings.ratings (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  answer_id text NOT NULL REFERENCES ratings.answers (answer_id),
  user_hash text NOT NULL,
  version text NOT NULL,
  user_rating smallint NOT NULL CHECK (user_rating BETWEEN 1 AND 5),
  rater text NOT NULL,
  rated_at timestamptz NOT NULL,
  record json NOT NULL,
  UNIQUE (answer_id, user_hash)
);
