import { createHash } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';

type OAuthTable = {
  oauth_grant: { model: string; id_hash: Uint8Array; payload: string; expires_at: Date | null };
};

export interface OAuthStoreDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** What the library needs to know of a client; undefined when there is none, or it may not call. */
  readonly findClient: (clientId: string) => Promise<{ readonly clientId: string } | undefined>;
}

/**
 * The library's storage in our database, so that tokens outlive a restart. The id of a token is the token itself: only its
 * hash is kept. Clients are looked up, never stored here.
 */
export function oauthAdapter(deps: OAuthStoreDependencies, model: string): Adapter {
  const table = () => deps.database.withTables<OAuthTable>();
  const unsupported = async (): Promise<never> => {
    throw new Error(`the OAuth server keeps no ${model} by user code, uid or grant`);
  };
  return {
    upsert: async (id, payload, expiresIn) => {
      const expires_at = expiresIn ? new Date(deps.clock.now().getTime() + expiresIn * 1000) : null;
      const { jti: _, ...kept } = payload;
      const row = { model, id_hash: hashOf(id), payload: JSON.stringify(kept), expires_at };
      await table()
        .insertInto('oauth_grant')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['model', 'id_hash']).doUpdateSet({ payload: row.payload, expires_at }),
        )
        .execute();
    },
    find: async (id) => {
      if (model === 'Client') return id.includes('\u0000') ? undefined : clientMetadata(await deps.findClient(id));
      const row = await table()
        .selectFrom('oauth_grant')
        .select(['payload', 'expires_at'])
        .where('model', '=', model)
        .where('id_hash', '=', hashOf(id))
        .executeTakeFirst();
      if (row === undefined || (row.expires_at !== null && row.expires_at <= deps.clock.now())) return undefined;
      return { ...(row.payload as unknown as AdapterPayload), jti: id };
    },
    destroy: async (id) => {
      await table().deleteFrom('oauth_grant').where('model', '=', model).where('id_hash', '=', hashOf(id)).execute();
    },
    consume: unsupported,
    findByUid: unsupported,
    findByUserCode: unsupported,
    revokeByGrantId: unsupported,
  };
}

/** The secret is a placeholder: only its hash exists, and `oauth.ts` compares with that. */
function clientMetadata(client: { readonly clientId: string } | undefined): AdapterPayload | undefined {
  if (client === undefined) return undefined;
  return {
    client_id: client.clientId,
    client_secret: 'kept as a hash elsewhere',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
  };
}

function hashOf(id: string): Uint8Array {
  return Uint8Array.from(createHash('sm3').update(id).digest());
}

/** Removes tokens that expired before now. Returns how many. */
export async function forgetExpiredTokens(database: Database, clock: Clock): Promise<number> {
  const result = await database
    .withTables<OAuthTable>()
    .deleteFrom('oauth_grant')
    .where('expires_at', '<', clock.now())
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
