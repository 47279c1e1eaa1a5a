-- A record is written once and never changed. It is kept under the TOAST threshold (about 1.4 KB): the certificate and
-- its chain by reference, the token without its certificates, the CMS put together again on read.
CREATE TABLE sign_record (
  id uuid PRIMARY KEY,
  signed_at timestamptz NOT NULL,
  system_code text NOT NULL,
  business_no text NOT NULL,
  document_type text NOT NULL,
  title text NOT NULL,
  signer_id uuid NOT NULL,
  signer_job_no text NOT NULL,
  signer_name text NOT NULL,
  department_code text,
  department_name text,
  campus_name text,
  patient_id text,
  patient_name text,
  patient_visit_no text,
  test boolean NOT NULL,
  format text NOT NULL CHECK (format IN ('raw', 'cms', 'cms-gm')),
  content_kind text NOT NULL CHECK (content_kind IN ('text', 'base64', 'sm3')),
  content_digest bytea NOT NULL,
  content_size bigint NOT NULL,
  -- DER SM2Signature
  signature bytea NOT NULL,
  -- DER SET OF Attribute that was signed; null for raw
  signed_attributes bytea,
  -- SM3 of the signature as it was answered: what is put together again must give the same
  answer_digest bytea NOT NULL,
  certificate_id uuid NOT NULL,
  token bytea NOT NULL,
  token_certificates_digest bytea,
  custody text NOT NULL CHECK (custody IN ('session', 'hosted')),
  session_id uuid,
  task_id uuid,
  ledger_index bigint NOT NULL
);

ALTER TABLE sign_record ALTER COLUMN token SET STORAGE EXTERNAL;
ALTER TABLE sign_record ALTER COLUMN signed_attributes SET STORAGE EXTERNAL;

-- Identifiers grow with time, so they serve "newest first" everywhere.
CREATE INDEX sign_record_signer ON sign_record (signer_id, id);
CREATE INDEX sign_record_department ON sign_record (department_code, id) WHERE department_code IS NOT NULL;
CREATE INDEX sign_record_business_no ON sign_record (business_no text_pattern_ops, id);
CREATE INDEX sign_record_title ON sign_record (title text_pattern_ops, id);
CREATE INDEX sign_record_patient_name ON sign_record (patient_name text_pattern_ops, id) WHERE patient_name IS NOT NULL;
CREATE INDEX sign_record_visit_no ON sign_record (patient_visit_no text_pattern_ops, id) WHERE patient_visit_no IS NOT NULL;
CREATE INDEX sign_record_answer ON sign_record USING hash (answer_digest);
CREATE INDEX sign_record_signed_at ON sign_record USING brin (signed_at);

-- Content that came with the request, once however often it is signed.
CREATE TABLE signed_content (
  digest bytea PRIMARY KEY,
  size bigint NOT NULL,
  bytes bytea NOT NULL
);
ALTER TABLE signed_content ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The certificates field ([0] of SignedData) that every token of a timestamp unit shares.
CREATE TABLE token_certificates (
  digest bytea PRIMARY KEY,
  der bytea NOT NULL
);

-- Written and durable before a private key is used. The id becomes the record's id, so an intent is fulfilled
-- exactly when that record exists; one that never will be is marked.
CREATE TABLE sign_intent (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  system_code text NOT NULL,
  signer_id uuid NOT NULL,
  key_id text NOT NULL,
  content_digest bytea NOT NULL,
  session_id uuid,
  task_id uuid,
  abandoned_at timestamptz
);
CREATE INDEX sign_intent_at ON sign_intent USING brin (at);

-- What was signed stays as it was, whatever the application does.
DO $$ BEGIN
  EXECUTE format(
    'revoke update, delete, truncate on sign_record, signed_content, token_certificates from %I',
    current_setting('medsign.application_role')
  );
END $$;
