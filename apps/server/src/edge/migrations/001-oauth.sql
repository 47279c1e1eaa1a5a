-- What the OAuth 2.0 server keeps: issued access tokens, under the hash of the token.
CREATE TABLE oauth_grant (
  model text NOT NULL,
  id_hash bytea NOT NULL,
  payload jsonb NOT NULL,
  expires_at timestamptz,
  PRIMARY KEY (model, id_hash)
);
CREATE INDEX oauth_grant_expires_at ON oauth_grant (expires_at);
