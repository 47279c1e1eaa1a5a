-- Encryption key pairs, each private key wrapped under the key of key management. No signing key is ever in here.
create table escrowed_key (
  key_id uuid primary key,
  person_id uuid not null,
  job_no text collate "C" not null,
  public_key bytea not null unique check (octet_length(public_key) = 65),
  wrapped bytea,
  created_at timestamptz not null,
  destroyed_at timestamptz,
  ledger_index bigint not null,
  check ((wrapped is null) = (destroyed_at is not null))
);
create index escrowed_key_person on escrowed_key (person_id, key_id);
create index escrowed_key_created_at on escrowed_key (created_at) where wrapped is not null;

-- A row never changes but once: when its key has outlived the records it may open (30 years, see rules.ts), it is destroyed.
create function escrowed_key_only_destroyed() returns trigger language plpgsql as $$
begin
  if old.wrapped is null or new.wrapped is not null or new.destroyed_at < old.created_at + interval '30 years' then
    raise exception 'an escrowed key is not changed, and not destroyed before its time';
  end if;
  return new;
end
$$;
create trigger escrowed_key_only_destroyed before update on escrowed_key
  for each row execute function escrowed_key_only_destroyed();

-- Requests to hand out an escrowed key again. What was asked for is fixed; the decision is somebody else's.
create table key_recovery (
  id uuid primary key,
  kind text not null check (kind in ('personal', 'judicial')),
  key_id uuid not null references escrowed_key (key_id),
  person_id uuid not null,
  job_no text collate "C" not null,
  reason text not null,
  case_number text,
  -- Who alone can open the delivery: the approval is for this key.
  recipient_key bytea not null check (octet_length(recipient_key) = 65),
  requested_by uuid not null,
  requested_by_job_no text not null,
  requested_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > requested_at),
  state text not null check (state in ('pending', 'approved', 'denied', 'delivered', 'expired')),
  decided_by uuid,
  decided_by_job_no text,
  decided_at timestamptz,
  note text,
  delivered_by uuid,
  delivered_by_job_no text,
  delivered_at timestamptz,
  check ((kind = 'judicial') = (case_number is not null)),
  -- Dual control: two people, and neither of them the person concerned.
  check (requested_by <> person_id),
  check (decided_by <> requested_by and decided_by <> person_id),
  check (delivered_by <> decided_by and delivered_by <> person_id),
  check (state <> 'pending' or decided_by is null),
  check (state not in ('approved', 'denied', 'delivered') or decided_by is not null),
  check ((decided_by is null) = (decided_at is null) and (delivered_by is null) = (delivered_at is null)),
  check ((state = 'delivered') = (delivered_by is not null))
);
create index key_recovery_open on key_recovery (expires_at) where state in ('pending', 'approved');
create index key_recovery_job_no on key_recovery (job_no, id);

create function key_recovery_forward() returns trigger language plpgsql as $$
begin
  if (old.state, new.state) not in (
    ('pending', 'approved'), ('pending', 'denied'), ('pending', 'expired'), ('approved', 'delivered'), ('approved', 'expired')
  ) or (old.decided_by is not null and new.decided_by is distinct from old.decided_by) then
    raise exception 'a key recovery does not go from % to %', old.state, new.state;
  end if;
  return new;
end
$$;
create trigger key_recovery_forward before update on key_recovery
  for each row execute function key_recovery_forward();

do $$
declare
  application text := quote_ident(current_setting('medsign.application_role'));
begin
  execute 'revoke update, delete, truncate on escrowed_key, key_recovery from ' || application;
  execute 'grant update (wrapped, destroyed_at) on escrowed_key to ' || application;
  execute 'grant update (state, expires_at, decided_by, decided_by_job_no, decided_at, note,'
    ' delivered_by, delivered_by_job_no, delivered_at) on key_recovery to ' || application;
end
$$;
