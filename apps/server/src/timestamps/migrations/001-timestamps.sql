-- A unit has one key and one certificate for its whole life; a new key is a new unit.
create table timestamp_unit (
  id uuid primary key,
  name text not null unique,
  kind text not null check (kind in ('live', 'demo-past')),
  certificate_id uuid not null unique,
  key_id text not null unique,
  policy text not null,
  accuracy_ms integer not null check (accuracy_ms between 1 and 60000),
  active boolean not null,
  created_at timestamptz not null
);
-- One unit of a kind stamps at a time.
create unique index timestamp_unit_active on timestamp_unit (kind) where active;

create table timestamp_token (
  serial bytea primary key,
  unit_id uuid not null references timestamp_unit (id),
  gen_time timestamptz not null,
  -- SM3 that was stamped
  imprint bytea not null check (octet_length(imprint) = 32),
  -- Null when the token lies in a signature record, which keeps its octets and has its own leaf.
  der bytea,
  ledger_index bigint,
  check ((der is null) = (ledger_index is null))
);
create index timestamp_token_unit on timestamp_token (unit_id, gen_time desc);

do $$
begin
  execute format('revoke update, delete, truncate on timestamp_token from %I', current_setting('medsign.application_role'));
  execute format('revoke delete, truncate on timestamp_unit from %I', current_setting('medsign.application_role'));
end
$$;
