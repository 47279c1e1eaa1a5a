-- The append-only Merkle log of every act (RFC 6962 shape with SM3). Leaves and tiles are only ever inserted.

create table ledger_leaf (
  index       bigint primary key check (index >= 0),
  kind        text not null,
  recorded_at timestamptz not null,
  actor_kind  text not null check (actor_kind in ('system', 'person', 'platform')),
  actor_id    text not null,
  subject     text not null,
  body        bytea not null,
  leaf_hash   bytea not null check (octet_length(leaf_hash) = 32)
);

create index ledger_leaf_by_kind on ledger_leaf (kind, index desc);
create index ledger_leaf_by_subject on ledger_leaf (subject, index desc);

-- A tile holds 256 hashes side by side: of leaves on level 0, of the tiles below on the levels above; root is their tree hash.
create table ledger_tile (
  level      smallint not null check (level >= 0),
  tile_index bigint not null check (tile_index >= 0),
  hashes     bytea not null check (octet_length(hashes) = 8192),
  root       bytea not null check (octet_length(root) = 32),
  primary key (level, tile_index)
);

-- One row, locked by whoever appends: it hands out the next index. The frontier is the roots of the complete subtrees
-- (one per set bit of size), largest first.
create table ledger_head (
  id       boolean primary key default true check (id),
  size     bigint not null check (size >= 0),
  frontier bytea not null check (octet_length(frontier) % 32 = 0)
);

insert into ledger_head (size, frontier) values (0, ''::bytea);

-- Not even the owner's session changes what is written: 42501 insufficient_privilege.
create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only: % on % refused', tg_op, tg_table_name using errcode = '42501';
end
$$;

create trigger ledger_leaf_append_only before update or delete or truncate on ledger_leaf
  for each statement execute function ledger_is_append_only();
create trigger ledger_tile_append_only before update or delete or truncate on ledger_tile
  for each statement execute function ledger_is_append_only();
create trigger ledger_head_stays before delete or truncate on ledger_head
  for each statement execute function ledger_is_append_only();

-- The size never goes back.
create function ledger_head_grows() returns trigger language plpgsql as $$
begin
  if new.size < old.size then
    raise exception 'the ledger does not shrink: % to %', old.size, new.size using errcode = '42501';
  end if;
  return new;
end
$$;

create trigger ledger_head_grows before update on ledger_head
  for each row execute function ledger_head_grows();

-- The application may add; it has no right to change or remove. The triggers above also stop an owner who forgets.
do $$
begin
  execute format('revoke update, delete, truncate on ledger_leaf, ledger_tile from %I',
    current_setting('medsign.application_role'));
  execute format('revoke insert, delete, truncate on ledger_head from %I', current_setting('medsign.application_role'));
end
$$;
