-- What is about to be signed, committed before an authority's key is used. An intent without a certificate (the power
-- failed, the insert failed) is still known by serial and by key, and can be revoked.
create table issuance_intent (
  id uuid primary key,
  -- Big-endian octets without sign octet; unique over all our authorities.
  serial bytea not null unique check (octet_length(serial) between 9 and 20),
  authority text not null,
  profile text not null,
  custody text not null check (custody in ('hosted', 'session', 'token')),
  key_id text,
  person_id uuid,
  job_no text collate "C",
  test boolean not null,
  common_name text not null,
  -- Distinguished name as text
  subject text not null,
  public_key bytea not null check (octet_length(public_key) = 65),
  approval_hash bytea check (octet_length(approval_hash) = 32),
  not_before timestamptz not null,
  not_after timestamptz not null check (not_after > not_before),
  tbs bytea not null,
  at timestamptz not null
);
create index issuance_intent_public_key on issuance_intent using hash (public_key);
create index issuance_intent_person on issuance_intent (person_id, id) where person_id is not null;
create index issuance_intent_job_no on issuance_intent (job_no text_pattern_ops, id) where job_no is not null;
create index issuance_intent_common_name on issuance_intent (common_name text_pattern_ops, id);
create index issuance_intent_profile on issuance_intent (profile, id);
create index issuance_intent_not_after on issuance_intent (not_after);

-- The intent fulfilled, under the same id. Written once.
create table certificate (
  id uuid primary key references issuance_intent (id),
  der bytea not null,
  sm3 bytea not null unique check (octet_length(sm3) = 32),
  issued_at timestamptz not null,
  ledger_index bigint not null
);

-- Certificates (and bare intents) that are not simply in force. No row: active. This is what a CRL is made of.
create table certificate_status (
  id uuid primary key references issuance_intent (id),
  authority text not null,
  serial bytea not null,
  status text not null check (status in ('suspended', 'revoked')),
  -- RFC 5280 §5.3.1
  reason smallint not null check (reason in (0, 1, 2, 3, 4, 5, 6, 9)),
  since timestamptz not null,
  check ((status = 'suspended') = (reason = 6))
);
create index certificate_status_authority on certificate_status (authority, serial);

-- Every change there ever was.
create table certificate_status_change (
  position bigint generated always as identity primary key,
  id uuid not null references issuance_intent (id),
  action text not null check (action in ('suspend', 'resume', 'revoke')),
  reason smallint,
  note text not null,
  actor_kind text not null,
  actor_id text not null,
  at timestamptz not null,
  ledger_index bigint not null
);
create index certificate_status_change_id on certificate_status_change (id, position);

-- Our own authorities and services by name: root, issuing, tsa, tsa-demo-past, ocsp.
create table authority (
  name text primary key,
  certificate_id uuid not null references certificate (id),
  key_id text not null,
  organization text not null,
  demo boolean not null,
  -- Of the last CRL, strictly rising; null where none is issued.
  crl_number bigint check (crl_number >= 0)
);

-- Every CRL that was ever published.
create table revocation_list (
  authority text not null references authority (name),
  number bigint not null check (number > 0),
  this_update timestamptz not null,
  next_update timestamptz not null check (next_update > this_update),
  der bytea not null,
  primary key (authority, number)
);

-- Intents, certificates, CRLs and the history are only ever added to.
do $$
begin
  execute format(
    'revoke update, delete, truncate on issuance_intent, certificate, certificate_status_change, revocation_list from %I',
    current_setting('medsign.application_role')
  );
  execute format('revoke delete, truncate on authority from %I', current_setting('medsign.application_role'));
end
$$;
