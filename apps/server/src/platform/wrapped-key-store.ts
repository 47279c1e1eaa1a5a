import {
  generateSm2KeyPair,
  SM2_DEFAULT_ID,
  type Sm2KeyPair,
  sm2Sign,
  sm2SignatureToDer,
} from '@medsign/engine/crypto/sm2';
import { sm2SignBatch } from '@medsign/engine/crypto/sm2-batch';
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
  /** Purposes whose signatures are verified before they leave; default {@link VERIFIED_BEFORE_RELEASE}. */
  readonly selfVerify?: readonly KeyPurpose[];
}

/** Keys whose faulty signature would be believed by all or reveal a key everybody relies on. */
const VERIFIED_BEFORE_RELEASE: readonly KeyPurpose[] = ['ca', 'tsa', 'ocsp', 'ledger'];

/**
 * Private keys as rows wrapped by the master key, bound to key id, purpose and public key. Every use reads the row's state, so a
 * key destroyed by another process is refused here too, whatever the memory still holds. A signature that fails its verification
 * before release throws `Sm2Error` `faulty-signature`; of a batch then nothing is released.
 */
export function wrappedKeyStore(deps: WrappedKeyStoreDependencies): KeyStore {
  const cache = new Map<string, Sm2KeyPair>();
  const selfVerify = new Set(deps.selfVerify ?? VERIFIED_BEFORE_RELEASE);
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
      const keys = await openKeys(db, deps.masterKey, cache, [{ keyId, purpose }]);
      const options = { verify: selfVerify.has(purpose) };
      return sm2SignatureToDer(sm2Sign(keyOf(keys, keyId), message, deps.random, SM2_DEFAULT_ID, options));
    },
    signBatch: async (db, items) => {
      const keys = await openKeys(db, deps.masterKey, cache, items);
      const batch = items.map(({ keyId, message }) => ({ key: keyOf(keys, keyId), message }));
      const options = { verify: items.some(({ purpose }) => selfVerify.has(purpose)) };
      return sm2SignBatch(batch, deps.random, options).map(sm2SignatureToDer);
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

type KeyUse = { readonly keyId: string; readonly purpose: KeyPurpose };

/** The keys by id. Every row is read each time: a key destroyed by another process must be refused here too. */
async function openKeys(
  db: DatabaseReader,
  masterKey: MasterKey,
  cache: Map<string, Sm2KeyPair>,
  uses: readonly KeyUse[],
): Promise<ReadonlyMap<string, Sm2KeyPair>> {
  const rows = await db
    .withTables<WrappedKeyTable>()
    .selectFrom('wrapped_key')
    .select(['key_id', 'purpose', 'public_key', 'wrapped'])
    .where('key_id', 'in', [...new Set(uses.map(({ keyId }) => keyId))])
    .execute();
  const byId = new Map(rows.map((row) => [row.key_id, row]));
  const keys = new Map<string, Sm2KeyPair>();
  for (const { keyId, purpose } of uses) {
    const row = byId.get(keyId);
    if (row === undefined) throw new Error(`no key ${keyId}`);
    if (row.purpose !== purpose) throw new Error(`key ${keyId} is for ${row.purpose}, not for ${purpose}`);
    if (row.wrapped === null) {
      cache.delete(keyId);
      throw new Error(`key ${keyId} is destroyed`);
    }
    if (keys.has(keyId)) continue;
    const known = cache.get(keyId);
    keys.set(keyId, known ?? unwrap(masterKey, cache, { ...row, wrapped: row.wrapped }));
  }
  return keys;
}

function unwrap(
  masterKey: MasterKey,
  cache: Map<string, Sm2KeyPair>,
  row: {
    readonly key_id: string;
    readonly purpose: string;
    readonly public_key: Uint8Array;
    readonly wrapped: Uint8Array;
  },
): Sm2KeyPair {
  const privateKey = masterKey.unwrap(row.wrapped, binding(row.key_id, row.purpose, row.public_key));
  const pair = { privateKey, publicKey: row.public_key };
  if (cache.size >= CACHE_LIMIT) cache.delete(cache.keys().next().value as string);
  cache.set(row.key_id, pair);
  return pair;
}

function keyOf(keys: ReadonlyMap<string, Sm2KeyPair>, keyId: string): Sm2KeyPair {
  return keys.get(keyId) as Sm2KeyPair;
}

function binding(keyId: string, purpose: string, publicKey: Uint8Array): string[] {
  return ['private key', keyId, purpose, Buffer.from(publicKey).toString('hex')];
}
