import { toHex } from '@medsign/engine/bytes/hex';
import type { MasterKey } from '../platform/master-key.ts';

/** Key management's own key, apart from everything else that is derived from the master key. */
export function escrowKeyFrom(masterKey: MasterKey): MasterKey {
  return masterKey.derive('medsign key management escrow');
}

/** What a wrapped private key is bound to: its row, its holder and its public half. */
export function escrowBinding(keyId: string, personId: string, publicKey: Uint8Array): string[] {
  return ['escrowed encryption key', keyId, personId, toHex(publicKey)];
}
