import { type Certificate, parseCertificate } from '@medsign/engine/pki/certificate';
import { type CertificateRevocationList, parseCrl } from '@medsign/engine/pki/crl';
import { type PlatformCrypto, platformCryptoFrom } from '@medsign/engine/pki/platform-crypto';
import { currentCrls, intermediates, trustAnchors } from '../certificates/index.ts';
import type { DatabaseReader } from '../platform/database.ts';

/** What every verification question of the engine needs besides its subject. */
export interface Trust {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly crls: readonly CertificateRevocationList[];
  readonly revocation: 'required';
  /** Instant of the verification. */
  readonly at: Date;
  readonly platform: PlatformCrypto;
}

/** Foreign algorithms are Node's business; SM2 and SM3 never go there. */
const PLATFORM = platformCryptoFrom(globalThis.crypto.subtle);

export async function readTrust(db: DatabaseReader, at: Date): Promise<Trust> {
  return {
    anchors: (await trustAnchors(db)).map(parseCertificate),
    intermediates: (await intermediates(db)).map(parseCertificate),
    crls: (await currentCrls(db)).map(parseCrl),
    revocation: 'required',
    at,
    platform: PLATFORM,
  };
}
