import type { DatabaseReader, Transaction } from './database.ts';

/** What a key is for; a key is never used for another purpose. */
export type KeyPurpose = 'ca' | 'tsa' | 'ocsp' | 'ledger' | 'person' | 'session' | 'service';

export interface StoredKey {
  readonly keyId: string;
  readonly purpose: KeyPurpose;
  /** SM2 public key, 04‖X‖Y, 65 octets. */
  readonly publicKey: Uint8Array;
}

/** One use of a key. */
export interface SignItem {
  readonly keyId: string;
  readonly purpose: KeyPurpose;
  readonly message: Uint8Array;
}

/**
 * Keeps private keys that the platform may use. They never leave it in clear: callers hold a key id.
 * Implementations: wrapped rows in the database; PKCS#11 tokens.
 */
export interface KeyStore {
  /** Makes an SM2 key pair and stores it wrapped, in the caller's transaction. */
  create(tx: Transaction, purpose: KeyPurpose): Promise<StoredKey>;
  /** Signs `message` (SM2 with SM3, Z with the national signer id); the result is DER SM2Signature (GM/T 0009 §7.3). */
  sign(db: DatabaseReader, keyId: string, purpose: KeyPurpose, message: Uint8Array): Promise<Uint8Array>;
  /** The same for many, in order: one look at the keys' rows, and arithmetic that is shared. All or none. */
  signBatch(db: DatabaseReader, items: readonly SignItem[]): Promise<Uint8Array[]>;
  /** Overwrites the wrapped key; later `sign` calls on every process refuse. Idempotent. */
  destroy(tx: Transaction, keyId: string): Promise<void>;
}
