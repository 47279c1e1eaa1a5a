export { escrowKeyFrom } from './escrow-key.ts';
export { type EscrowRequest, escrowEncryptionKeys } from './escrow-keys.ts';
export { escrowedAmong } from './find-keys.ts';
export { provenPublicKey } from './proven-key.ts';
export { type KeyRouteDeps, keyRoutes } from './routes.ts';
export { sweepKeys } from './sweep.ts';
export type { EscrowedPair, KeyDeps } from './types.ts';
