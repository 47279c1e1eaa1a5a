-- Departments, people with the history of where they work, business systems, and what they sign in with.

create table campus (
  code text collate "C" primary key,
  name text not null
);

create table department (
  code        text collate "C" primary key,
  name        text not null,
  campus_code text collate "C" not null references campus (code),
  kind        text not null check (kind in ('clinical', 'technical', 'nursing', 'administrative')),
  active      boolean not null default true
);

create table person (
  id            uuid primary key,
  job_no        text collate "C" not null unique,
  name          text not null,
  -- Lower-case pinyin in full and by initials, made when the name is stored.
  name_pinyin   text not null,
  name_initials text not null,
  title         text not null default '',
  roles         text[] not null default '{}',
  test          boolean not null default false,
  active        boolean not null default true,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  -- GB/T 22239-2019 8.1.5: nobody is system, security and audit administrator at once.
  constraint person_one_administrator_role check (
    ('system-administrator' = any (roles))::int
    + ('security-administrator' = any (roles))::int
    + ('audit-administrator' = any (roles))::int <= 1
  )
);

-- Where a person works. A move ends one row and begins another; nothing but valid_to of an open row ever changes.
create table membership (
  id              bigint generated always as identity primary key,
  person_id       uuid not null references person (id),
  department_code text collate "C" not null references department (code),
  valid_from      timestamptz not null,
  valid_to        timestamptz check (valid_to >= valid_from)
);

create unique index membership_open on membership (person_id, department_code) where valid_to is null;
create index membership_by_person on membership (person_id, valid_from);
create index membership_by_department on membership (department_code) where valid_to is null;

create table business_system (
  code           text collate "C" primary key,
  name           text not null,
  client_id      text not null unique,
  document_types text[],
  test           boolean not null default false,
  active         boolean not null default true,
  created_at     timestamptz not null
);

-- SM3 of a secret of 256 random bits. At most two live at once, so a system can change over without a gap.
create table business_system_secret (
  secret_hash bytea primary key check (octet_length(secret_hash) = 32),
  system_code text collate "C" not null references business_system (code),
  created_at  timestamptz not null,
  retired_at  timestamptz
);

create index business_system_secret_live on business_system_secret (system_code) where retired_at is null;

create table pin_credential (
  person_id uuid primary key references person (id),
  salt      bytea not null,
  hash      bytea not null,
  failures  smallint not null default 0 check (failures between 0 and 5),
  set_at    timestamptz not null,
  locked_at timestamptz
);

create table sign_in_link (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  person_id  uuid not null references person (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);

create index sign_in_link_unused on sign_in_link (person_id) where used_at is null;

create table console_session (
  token_hash   bytea primary key check (octet_length(token_hash) = 32),
  person_id    uuid not null references person (id),
  opened_at    timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null,
  closed_at    timestamptz
);

-- One row once the platform is set up: what this data is, for good.
create table installation (
  id            boolean primary key default true check (id),
  mode          text not null check (mode in ('demo', 'production')),
  hospital_name text not null,
  created_at    timestamptz not null
);

create table setup_token (
  id         boolean primary key default true check (id),
  token_hash bytea not null check (octet_length(token_hash) = 32),
  created_at timestamptz not null
);
