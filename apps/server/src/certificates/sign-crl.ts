import { readDer } from '@medsign/engine/asn1/der-reader';
import { TAG } from '@medsign/engine/asn1/tags';
import { equalBytes } from '@medsign/engine/bytes/bytes';
import { sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
import { readAlgorithmIdentifier } from '@medsign/engine/pki/algorithm-identifier';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { assembleCrl, buildTbsCrl } from '@medsign/engine/pki/crl';
import type { Transaction } from '../platform/database.ts';
import type { Authority, CertificateDeps } from './types.ts';

export type CrlDeps = Pick<CertificateDeps, 'keyStore' | 'settings'>;

export interface CrlContents {
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** Encoded members of revokedCertificates. */
  readonly entries: readonly Uint8Array[];
  /** Address of the delta of this list. */
  readonly freshestCrl?: string;
  /** Present on a delta. */
  readonly baseNumber?: number;
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
  if (!equalBytes(signedOctets(der), tbs)) throw new Error('the CRL reads differently');
  if (!sm2Verify(authority.certificate.publicKey, tbs, sm2SignatureFromDer(signature))) {
    throw new Error(`the key of ${authority.name} does not fit its certificate`);
  }
  return der;
}

/** Entries were read when they were encoded or kept; reading a million again for each new one would cost seconds. */
function signedOctets(der: Uint8Array): Uint8Array {
  return readDer(der, (reader) => {
    const members = reader.sequence();
    const tbs = members.element(TAG.sequence);
    readAlgorithmIdentifier(members);
    members.bitString();
    members.end();
    return tbs.raw;
  });
}

function tbsOf({ name, certificate }: Authority, contents: CrlContents): Uint8Array {
  const { number, thisUpdate, nextUpdate } = contents;
  const { subject, extensions } = parseCertificate(certificate.der);
  if (extensions.subjectKeyIdentifier === undefined) throw new Error(`authority ${name} has no key identifier`);
  return buildTbsCrl({
    issuer: subject,
    thisUpdate,
    nextUpdate,
    crlNumber: BigInt(number),
    authorityKeyIdentifier: extensions.subjectKeyIdentifier,
    expiredCertificatesSince: certificate.notBefore,
    revoked: [],
    encodedRevoked: contents.entries,
    ...(contents.freshestCrl !== undefined && { freshestCrl: contents.freshestCrl }),
    ...(contents.baseNumber !== undefined && { baseCrlNumber: BigInt(contents.baseNumber) }),
  });
}
