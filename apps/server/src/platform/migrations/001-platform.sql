-- Answers under idempotency keys; `holder` is the process instance that works on the request while `status` is null.
CREATE TABLE idempotency_claim (
  caller text NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  holder bigint NOT NULL,
  status integer,
  body text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_claim_created_at ON idempotency_claim (created_at);

-- Facts for other parts and other systems, written with the act itself. `position` orders them per key.
CREATE TABLE outbox_event (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  key text NOT NULL,
  system_code text,
  at timestamptz NOT NULL,
  payload jsonb NOT NULL,
  delivered_at timestamptz
);
CREATE INDEX outbox_event_waiting ON outbox_event (position) WHERE delivered_at IS NULL;

-- Private keys, wrapped by the master key that lies outside the database. A destroyed key keeps its row and loses its octets.
CREATE TABLE wrapped_key (
  key_id text PRIMARY KEY,
  purpose text NOT NULL,
  public_key bytea NOT NULL,
  wrapped bytea,
  created_at timestamptz NOT NULL,
  destroyed_at timestamptz,
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

-- Single facts about this database, e.g. which master key it belongs to.
CREATE TABLE platform_state (
  name text PRIMARY KEY,
  value bytea NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now()
);
