import { OID } from '../asn1/oids.ts';
import { equalBytes } from '../bytes/bytes.ts';
import { checkSignature, digestBytes } from '../pki/algorithms.ts';
import { type Certificate, parseCertificate } from '../pki/certificate.ts';
import { type Check, failed, indeterminate, judge, passed, skipped, type Verdict, verdictOf } from '../pki/check.ts';
import { findExtension } from '../pki/extensions.ts';
import { equalNameEncodings } from '../pki/name.ts';
import type { PlatformCrypto } from '../pki/platform-crypto.ts';
import { checkRevocation, type RevocationQuestion } from '../pki/revocation.ts';
import { signatureChecker } from '../pki/signature-checker.ts';
import { identifies } from './certificate-id.ts';
import { type BasicOcspResponse, type OcspResponse, parseOcspResponse, type SingleResponse } from './response.ts';

export interface OcspQuestion {
  readonly der: Uint8Array;
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  /** The instant the status is wanted for: of a proven signature its timestamp, never simply now. */
  readonly at: Date;
  /** The nonce that was sent; then the answer has to carry it. */
  readonly nonce?: Uint8Array;
  /** Difference of clocks that is still believed, milliseconds; 0 when absent. */
  readonly clockSkew?: number;
  /** How long an answer without nextUpdate counts, milliseconds; 0 when absent. */
  readonly maximumAge?: number;
  /** Judge a responder without id-pkix-ocsp-nocheck. */
  readonly crls?: RevocationQuestion['crls'];
  readonly platform?: PlatformCrypto;
}

export interface OcspReport {
  /** `valid`: the certificate was good. */
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
  /** What the answer says, whether or not it may be believed. */
  readonly single?: SingleResponse;
}

/** An answer carries its responder and perhaps that one's issuer. */
const MAX_CERTIFICATES = 4;
const MAX_SIGNATURE_CHECKS = 8;

/** Judges an answer about one certificate (RFC 6960 §3.2, §4.2.2.2). Malformed octets throw {@link Asn1Error}. */
export async function verifyOcspResponse(question: OcspQuestion): Promise<OcspReport> {
  const response: OcspResponse = parseOcspResponse(question.der);
  if (response.status !== 'successful') {
    return report([indeterminate('response-status', response.status)]);
  }
  const { basic } = response;
  const found = await responsesFor(basic, question);
  const [single] = found;
  if (single === undefined || found.length > 1) {
    return report([
      failed('certificate-id', single === undefined ? 'about other certificates' : 'more than one status'),
    ]);
  }
  const checks = [
    passed('response-status'),
    passed('certificate-id'),
    judge('critical-extensions', basic.unknownCritical.length === 0, `not processed: ${basic.unknownCritical}`),
    ...(await responderChecks(basic, question)),
    freshness(single, basic, question),
    nonceCheck(basic, question),
    statusCheck(single, question.at),
  ];
  return { ...report(checks), single };
}

function report(checks: readonly Check[]): OcspReport {
  return { verdict: verdictOf(checks), checks };
}

async function responsesFor(basic: BasicOcspResponse, question: OcspQuestion): Promise<SingleResponse[]> {
  const { issuer, certificate, platform } = question;
  const found: SingleResponse[] = [];
  for (const single of basic.responses) {
    if ((await identifies(single.id, issuer, certificate.serial, platform)) === 'yes') found.push(single);
  }
  return found;
}

/** Who signed, whether that one may, and whether the signature is good. */
async function responderChecks(basic: BasicOcspResponse, question: OcspQuestion): Promise<Check[]> {
  const responder = await responderOf(basic, question);
  if (responder === undefined) return [failed('responder', 'its certificate is not here')];
  const outcome = await checkSignature(
    basic.signatureAlgorithm,
    responder.spki,
    basic.signature,
    basic.tbs,
    question.platform,
  );
  const signature =
    outcome === 'unsupported'
      ? indeterminate('signature', `algorithm ${basic.signatureAlgorithm.algorithm} not supported`)
      : judge('signature', outcome === 'valid', outcome);
  if (equalBytes(responder.der, question.issuer.der)) return [passed('responder', 'the issuer itself'), signature];
  return [...(await delegationChecks(responder, question)), signature];
}

async function responderOf(basic: BasicOcspResponse, question: OcspQuestion): Promise<Certificate | undefined> {
  const attached = basic.certificates.slice(0, MAX_CERTIFICATES).map(parseCertificate);
  for (const candidate of [question.issuer, ...attached]) {
    if (await isNamed(basic, candidate, question.platform)) return candidate;
  }
  return undefined;
}

async function isNamed({ responder }: BasicOcspResponse, candidate: Certificate, platform?: PlatformCrypto) {
  if (responder.kind === 'name') {
    return equalNameEncodings(responder, { der: candidate.subjectDer, name: candidate.subject });
  }
  const hash = await digestBytes('SHA-1', candidate.spki.publicKey, platform);
  return hash !== undefined && equalBytes(hash, responder.hash);
}

/** RFC 6960 §4.2.2.2: issued by the very authority that issued the certificate, for this purpose. */
async function delegationChecks(responder: Certificate, question: OcspQuestion): Promise<Check[]> {
  const { issuer, at, crls = [], platform } = question;
  const { extendedKeyUsage, keyUsage } = responder.extensions;
  const checker = signatureChecker(MAX_SIGNATURE_CHECKS, platform);
  const sameIssuer = equalNameEncodings(
    { der: responder.issuerDer, name: responder.issuer },
    { der: issuer.subjectDer, name: issuer.subject },
  );
  const issued = sameIssuer && (await checker.check(responder, issuer)) === 'valid';
  const inForce = at >= responder.notBefore && at.getTime() < responder.notAfter.getTime() + 1000;
  const mayAnswer = extendedKeyUsage?.includes(OID.ocspSigning) === true;
  const maySign = keyUsage === undefined || keyUsage.some((usage) => SIGNS.includes(usage));
  const noCheck = findExtension(responder.extensions, OID.ocspNoCheck) !== undefined;
  const revocation = noCheck
    ? skipped('revocation', 'id-pkix-ocsp-nocheck')
    : await checkRevocation({
        certificate: responder,
        issuer,
        at,
        crls,
        mode: 'required',
        laterRevocation: 'orderly-only',
        checker,
      });
  return [
    judge('responder', issued, 'not issued by the authority of the certificate'),
    judge('responder-validity', inForce, 'its certificate is not in force'),
    judge('responder-purpose', mayAnswer && maySign, 'its certificate is not for answering'),
    { ...revocation, name: 'responder-revocation' },
  ];
}

const SIGNS: readonly string[] = ['digitalSignature', 'nonRepudiation'];

/** An old "good" must not be played back, nor the status of one time used for another (RFC 6960 §4.2.2.1). */
function freshness(
  { thisUpdate, nextUpdate }: SingleResponse,
  basic: BasicOcspResponse,
  question: OcspQuestion,
): Check {
  const { at, clockSkew = 0, maximumAge = 0 } = question;
  const latest = (nextUpdate?.getTime() ?? thisUpdate.getTime() + maximumAge) + clockSkew;
  if (thisUpdate.getTime() - clockSkew > at.getTime()) return failed('freshness', 'made for a later time');
  if (at.getTime() > latest) return failed('freshness', 'stale');
  return judge('freshness', basic.producedAt.getTime() + clockSkew >= thisUpdate.getTime(), 'signed before its time');
}

function nonceCheck({ nonce }: BasicOcspResponse, question: OcspQuestion): Check {
  if (question.nonce === undefined) return skipped('nonce', 'none was sent');
  return judge('nonce', nonce !== undefined && equalBytes(nonce, question.nonce), nonce ? 'another' : 'missing');
}

function statusCheck({ certificate }: SingleResponse, at: Date): Check {
  if (certificate.status !== 'revoked') {
    return certificate.status === 'good'
      ? passed('certificate-status', 'good')
      : indeterminate('certificate-status', 'unknown to the responder');
  }
  const words = `${certificate.reason ?? 'no reason given'}, ${certificate.revokedAt.toISOString()}`;
  if (certificate.revokedAt > at) return passed('certificate-status', `revoked only after the judged time: ${words}`);
  const word = certificate.reason === 'certificateHold' ? 'suspended' : 'revoked';
  return failed('certificate-status', `${word}: ${words}`);
}
