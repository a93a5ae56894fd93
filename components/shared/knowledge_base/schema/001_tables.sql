-- What a configuration holds, normalised: one row a method, with everything that a training example is made of.
--
-- `changed` is the number of the transaction that wrote a row last. A reader that remembers the oldest transaction
-- still open when it read (pg_snapshot_xmin) and asks for everything from there on misses no transaction that
-- committed late; clocks cannot promise that. PostgreSQL 13 or newer.

CREATE TABLE knowledge_base.configurations (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,                -- as it is asked for: DO, ERP, ZUP, BUH
  full_name text NOT NULL,                  -- as its export calls it
  version text NOT NULL,
  platform_version text NOT NULL,           -- compatibility mode: 8.3.24
  source_url text NOT NULL,
  commit text NOT NULL,
  license text NOT NULL CHECK (license <> ''),
  metadata jsonb NOT NULL,
  parsed_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL,
  changed bigint NOT NULL
);

CREATE TABLE knowledge_base.objects (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  configuration_id bigint NOT NULL REFERENCES knowledge_base.configurations ON DELETE CASCADE,
  object_type text NOT NULL,                -- Catalog, Document, CommonModule
  name text NOT NULL,
  metadata jsonb NOT NULL,
  UNIQUE (configuration_id, object_type, name)
);

CREATE TABLE knowledge_base.modules (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  configuration_id bigint NOT NULL REFERENCES knowledge_base.configurations ON DELETE CASCADE,
  object_id bigint REFERENCES knowledge_base.objects ON DELETE SET NULL,
  name text NOT NULL,                       -- its owner: Catalog.Товары, Document.Заказ.Form.Форма
  module_type text NOT NULL,                -- common, object, manager, form, …
  context text NOT NULL CHECK (context IN ('server', 'client', 'both', 'unknown')),
  description text NOT NULL,                -- the comment that opens it
  code text NOT NULL,
  code_hash text NOT NULL,                  -- SHA-256
  source_file text NOT NULL,                -- path in the export
  line_count integer NOT NULL,
  updated_at timestamptz NOT NULL,
  changed bigint NOT NULL,
  UNIQUE (configuration_id, source_file)
);

CREATE TABLE knowledge_base.functions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  module_id bigint NOT NULL REFERENCES knowledge_base.modules ON DELETE CASCADE,
  name text NOT NULL,
  ordinal integer NOT NULL,                 -- of methods with one name in a module, as branches of #Если have them
  function_type text NOT NULL CHECK (function_type IN ('procedure', 'function')),
  is_exported boolean NOT NULL,
  signature text NOT NULL,
  parameters jsonb NOT NULL,
  return_type text NOT NULL,
  region text NOT NULL,
  description text NOT NULL,                -- what it is for, from the comment above it
  doc jsonb NOT NULL,                       -- all parts of that comment
  code text NOT NULL,                       -- from that comment to the last word
  body_hash text NOT NULL,                  -- of its tokens: the same for copies that differ in layout, comments, case
  start_line integer NOT NULL,
  end_line integer NOT NULL,
  complexity_score integer NOT NULL,
  language text NOT NULL CHECK (language IN ('ru', 'en', 'mixed')),
  context text NOT NULL CHECK (context IN ('server', 'client', 'both', 'unknown')),
  updated_at timestamptz NOT NULL,
  changed bigint NOT NULL,
  UNIQUE (module_id, name, ordinal)
);

CREATE TABLE knowledge_base.api_usage (
  module_id bigint NOT NULL REFERENCES knowledge_base.modules ON DELETE CASCADE,
  api_name text NOT NULL,                   -- Модуль.Метод, Метод, Новый Тип, .Метод of a value
  usage_count integer NOT NULL,
  PRIMARY KEY (module_id, api_name)
);

CREATE TABLE knowledge_base.regions (
  module_id bigint NOT NULL REFERENCES knowledge_base.modules ON DELETE CASCADE,
  start_line integer NOT NULL,
  end_line integer NOT NULL,
  name text NOT NULL,
  level integer NOT NULL,                   -- 0 is the outermost
  PRIMARY KEY (module_id, start_line)
);

CREATE INDEX functions_by_change ON knowledge_base.functions (changed);
CREATE INDEX functions_by_body ON knowledge_base.functions (body_hash);
CREATE INDEX modules_by_object ON knowledge_base.modules (object_id);

CREATE FUNCTION knowledge_base.note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  NEW.changed := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END
$$;

CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON knowledge_base.configurations
  FOR EACH ROW EXECUTE FUNCTION knowledge_base.note_change();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON knowledge_base.modules
  FOR EACH ROW EXECUTE FUNCTION knowledge_base.note_change();
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON knowledge_base.functions
  FOR EACH ROW EXECUTE FUNCTION knowledge_base.note_change();
