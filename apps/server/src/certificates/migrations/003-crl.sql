-- Members of revokedCertificates as they are encoded, by the last octet of the serial number: one more revocation costs the octets
-- of one entry, not those of all. A daily renewal makes them anew from certificate_status.
create table revocation_bucket (
  authority text not null references authority (name),
  bucket smallint not null check (bucket between 0 and 255),
  entries bytea not null,
  primary key (authority, bucket)
);

-- The list that deltas are based on.
create table revocation_base (
  authority text primary key references authority (name),
  number bigint not null
);

-- Encoded entries of what changed since.
create table revocation_change (
  authority text not null references authority (name),
  serial bytea not null,
  entry bytea not null,
  primary key (authority, serial)
);

-- Every delta that was ever published, beside the list of the same number.
create table revocation_delta (
  authority text not null,
  number bigint not null,
  base_number bigint not null check (base_number < number),
  der bytea not null,
  primary key (authority, number),
  foreign key (authority, number) references revocation_list (authority, number)
);

-- Random serial numbers do not compress, and trying costs more than the room.
alter table revocation_bucket alter column entries set storage external;
alter table revocation_list alter column der set storage external;

do $$
begin
  execute format('revoke update, delete, truncate on revocation_delta from %I', current_setting('medsign.application_role'));
end
$$;
