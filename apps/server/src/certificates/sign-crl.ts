import { equalBytes } from '@medsign/engine/bytes/bytes';
import { sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { assembleCrl, buildTbsCrl, parseCrl } from '@medsign/engine/pki/crl';
import type { Transaction } from '../platform/database.ts';
import { reasonOfCode } from './crl-reasons.ts';
import { wholeSecond } from './rules.ts';
import type { StatusRow } from './store-status.ts';
import type { Authority, CertificateDeps } from './types.ts';

export type CrlDeps = Pick<CertificateDeps, 'keyStore'>;

export interface CrlContents {
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly listed: readonly StatusRow[];
}

/** CRL under an authority's key, read back and verified: a fault in key or arithmetic must not leave. */
export async function signCrl(
  tx: Transaction,
  deps: CrlDeps,
  authority: Authority,
  contents: CrlContents,
): Promise<Uint8Array> {
  const tbs = tbsOf(authority, contents);
  const signature = await deps.keyStore.sign(tx, authority.keyId, 'ca', tbs);
  const der = assembleCrl(tbs, signature);
  if (!equalBytes(parseCrl(der).tbs, tbs)) throw new Error('the CRL reads differently');
  if (!sm2Verify(authority.certificate.publicKey, tbs, sm2SignatureFromDer(signature))) {
    throw new Error(`the key of ${authority.name} does not fit its certificate`);
  }
  return der;
}

function tbsOf({ name, certificate }: Authority, { number, thisUpdate, nextUpdate, listed }: CrlContents): Uint8Array {
  const { subject, extensions } = parseCertificate(certificate.der);
  if (extensions.subjectKeyIdentifier === undefined) throw new Error(`authority ${name} has no key identifier`);
  return buildTbsCrl({
    issuer: subject,
    thisUpdate,
    nextUpdate,
    crlNumber: BigInt(number),
    authorityKeyIdentifier: extensions.subjectKeyIdentifier,
    expiredCertificatesSince: certificate.notBefore,
    revoked: listed.map((row) => ({
      serial: row.serial,
      revokedAt: wholeSecond(row.since),
      reason: reasonOfCode(row.reason),
    })),
  });
}
