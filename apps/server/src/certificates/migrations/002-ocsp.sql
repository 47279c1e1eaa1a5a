-- Status answers signed ahead of the question, without nonce. A change of status takes them away in its own transaction.
create table ocsp_answer (
  certificate_id uuid not null references certificate (id),
  -- The digest by which the question names the issuer; the answer repeats it.
  digest text not null check (digest in ('SM3', 'SHA-1', 'SHA-256')),
  this_update timestamptz not null,
  next_update timestamptz not null check (next_update > this_update),
  der bytea not null,
  primary key (certificate_id, digest)
);
