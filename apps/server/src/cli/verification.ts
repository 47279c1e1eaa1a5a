import { webcrypto } from 'node:crypto';
import type { SignerReport } from '@medsign/engine/cms/verify-signed-data';
import { type Certificate, parseCertificate } from '@medsign/engine/pki/certificate';
import { type Check, passed, type Verdict } from '@medsign/engine/pki/check';
import type { CertificateRevocationList } from '@medsign/engine/pki/crl';
import { platformCryptoFrom } from '@medsign/engine/pki/platform-crypto';
import type { TokenReport } from '@medsign/engine/tsp/verify-token';
import type { Evidence } from './read-evidence.ts';
import { CommandError } from './terminal.ts';

/** What the person who verifies brings along; everything else comes out of the file and is not trusted. */
export interface Given {
  readonly anchors: readonly Certificate[];
  readonly crls: readonly CertificateRevocationList[];
  /** The signer's first, then any above it. */
  readonly certificates: readonly Certificate[];
  readonly content: Uint8Array | undefined;
  /** DER of a timestamp token. */
  readonly token: Uint8Array | undefined;
  /** The instant of verification. */
  readonly at: Date;
}

export interface Verification {
  readonly verdict: Verdict;
  /** `cms-gm`, `cms`, or `raw`. */
  readonly form: string;
  /** Checks of the message as a whole. */
  readonly checks: readonly Check[];
  readonly signers: readonly SignerReport[];
}

const PLATFORM = platformCryptoFrom(webcrypto.subtle);

/** What the engine builds paths from. Only what the person named is an anchor. */
export function sourcesOf(evidence: Evidence, given: Given) {
  const beside = evidence.certificate === undefined ? [] : [evidence.certificate];
  return {
    anchors: given.anchors,
    intermediates: [...given.certificates, ...[...beside, ...evidence.chain].map(parseCertificate)],
    crls: given.crls,
    revocation: 'if-available',
    at: given.at,
    platform: PLATFORM,
  } as const;
}

/** A timestamp in one line: its time, or what is wrong with it. Its own checks are listed beside. */
export function tokenCheck({ verdict, genTime, checks, path }: TokenReport): Check {
  if (verdict === 'valid') return passed('timestamp', genTime.toISOString());
  const wanted = verdict === 'invalid' ? 'failed' : 'indeterminate';
  const reasons = [...checks, ...(path?.checks ?? [])].filter(({ result }) => result === wanted);
  const detail = reasons.map((reason) => `${reason.name}: ${reason.detail ?? ''}`).join('; ');
  return { name: 'timestamp', result: wanted, detail };
}

export function contentNeeded(): CommandError {
  return new CommandError(
    '签名中不含原文：请用 --content 文件 指定被签名的原文（须逐字节相同）。',
    'The signature does not contain what was signed: name that file, octet for octet as it was signed, with --content FILE.',
  );
}
