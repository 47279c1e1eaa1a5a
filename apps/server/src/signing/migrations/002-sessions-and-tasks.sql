-- A person's leave for one system and workstation to have things signed in their name, bounded in time, number and type.
CREATE TABLE sign_session (
  id uuid PRIMARY KEY,
  signer_id uuid NOT NULL,
  signer_job_no text NOT NULL,
  signer_name text NOT NULL,
  -- null: opened by the person for named tasks
  system_code text,
  system_name text,
  workstation text NOT NULL,
  purpose text,
  -- null: every type the system may have signed
  document_types text[],
  max_count integer NOT NULL CHECK (max_count > 0),
  valid_minutes integer NOT NULL CHECK (valid_minutes > 0),
  -- signatures promised by intents, and signatures made
  reserved_count integer NOT NULL DEFAULT 0 CHECK (reserved_count BETWEEN 0 AND max_count),
  signed_count integer NOT NULL DEFAULT 0 CHECK (signed_count BETWEEN 0 AND max_count),
  state text NOT NULL,
  approval_token text UNIQUE,
  requested_at timestamptz NOT NULL,
  request_expires_at timestamptz NOT NULL,
  approved_at timestamptz,
  expires_at timestamptz,
  closed_at timestamptz,
  -- canonical JSON the person agreed to, and its SM3, which the session's certificate carries
  approval_statement text,
  approval_digest bytea,
  key_id text,
  certificate_id uuid
);
CREATE UNIQUE INDEX sign_session_active ON sign_session (signer_id, coalesce(system_code, ''), workstation)
  WHERE state = 'active' AND system_code IS NOT NULL;
CREATE INDEX sign_session_signer ON sign_session (signer_id, id);
CREATE INDEX sign_session_open ON sign_session (state, id) WHERE state IN ('pending', 'active');

CREATE TABLE sign_task (
  id uuid PRIMARY KEY,
  system_code text NOT NULL,
  signer_id uuid NOT NULL,
  signer_job_no text NOT NULL,
  signer_name text NOT NULL,
  department_code text,
  business_no text NOT NULL,
  document_type text NOT NULL,
  title text NOT NULL,
  patient_id text,
  patient_name text,
  patient_visit_no text,
  format text NOT NULL,
  content_kind text NOT NULL,
  content_digest bytea NOT NULL,
  content_size bigint NOT NULL,
  state text NOT NULL,
  queued_at timestamptz NOT NULL,
  closed_at timestamptz,
  record_id uuid,
  reason text
);
CREATE INDEX sign_task_open ON sign_task (signer_id, id) WHERE state IN ('queued', 'signing');
