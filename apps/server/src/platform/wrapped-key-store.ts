import { generateSm2KeyPair, type Sm2KeyPair, sm2Sign, sm2SignatureToDer } from '@medsign/engine/crypto/sm2';
import type { Clock } from './clock.ts';
import type { DatabaseReader } from './database.ts';
import { uuidv7 } from './ids.ts';
import type { KeyPurpose, KeyStore } from './key-store.ts';
import type { MasterKey } from './master-key.ts';
import type { RandomBytes } from './random.ts';

type WrappedKeyTable = {
  wrapped_key: {
    key_id: string;
    purpose: string;
    public_key: Uint8Array;
    wrapped: Uint8Array | null;
    created_at: Date;
    destroyed_at: Date | null;
  };
};

/** Unwrapped keys kept in memory: enough for everybody who signs within minutes, little enough to forget the rest. */
const CACHE_LIMIT = 4096;

export interface WrappedKeyStoreDependencies {
  readonly masterKey: MasterKey;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/**
 * Private keys as rows wrapped by the master key, bound to key id, purpose and public key. Every use reads the row's state, so a
 * key destroyed by another process is refused here too, whatever the memory still holds.
 */
export function wrappedKeyStore(deps: WrappedKeyStoreDependencies): KeyStore {
  const cache = new Map<string, Sm2KeyPair>();
  return {
    create: async (tx, purpose) => {
      const pair = generateSm2KeyPair(deps.random);
      const keyId = uuidv7(deps.clock, deps.random);
      await tx
        .withTables<WrappedKeyTable>()
        .insertInto('wrapped_key')
        .values({
          key_id: keyId,
          purpose,
          public_key: pair.publicKey,
          wrapped: deps.masterKey.wrap(pair.privateKey, binding(keyId, purpose, pair.publicKey)),
          created_at: deps.clock.now(),
          destroyed_at: null,
        })
        .execute();
      return { keyId, purpose, publicKey: pair.publicKey };
    },
    sign: async (db, keyId, purpose, message) => {
      const pair = await openKey(db, deps.masterKey, cache, { keyId, purpose });
      return sm2SignatureToDer(sm2Sign(pair, message, deps.random));
    },
    destroy: async (tx, keyId) => {
      cache.delete(keyId);
      await tx
        .withTables<WrappedKeyTable>()
        .updateTable('wrapped_key')
        .set({ wrapped: null, destroyed_at: deps.clock.now() })
        .where('key_id', '=', keyId)
        .where('destroyed_at', 'is', null)
        .execute();
    },
  };
}

async function openKey(
  db: DatabaseReader,
  masterKey: MasterKey,
  cache: Map<string, Sm2KeyPair>,
  key: { readonly keyId: string; readonly purpose: KeyPurpose },
): Promise<Sm2KeyPair> {
  const row = await db
    .withTables<WrappedKeyTable>()
    .selectFrom('wrapped_key')
    .select(['purpose', 'public_key', 'wrapped'])
    .where('key_id', '=', key.keyId)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`no key ${key.keyId}`);
  if (row.purpose !== key.purpose) throw new Error(`key ${key.keyId} is for ${row.purpose}, not for ${key.purpose}`);
  if (row.wrapped === null) {
    cache.delete(key.keyId);
    throw new Error(`key ${key.keyId} is destroyed`);
  }
  const known = cache.get(key.keyId);
  if (known !== undefined) return known;
  const privateKey = masterKey.unwrap(row.wrapped, binding(key.keyId, row.purpose, row.public_key));
  const pair = { privateKey, publicKey: row.public_key };
  if (cache.size >= CACHE_LIMIT) cache.delete(cache.keys().next().value as string);
  cache.set(key.keyId, pair);
  return pair;
}

function binding(keyId: string, purpose: string, publicKey: Uint8Array): string[] {
  return ['private key', keyId, purpose, Buffer.from(publicKey).toString('hex')];
}
