import {
  CERTIFICATE_PROFILES,
  type CertificateStatus,
  type CertificateStatusRequest,
  REVOCATION_REASONS,
  type RevocationReason,
} from '@medsign/contract/certificates';
import type { ProblemCode } from '@medsign/contract/problem-codes';
import { OID } from '@medsign/engine/asn1/oids';
import { type Name, nameOf } from '@medsign/engine/pki/name';
import { Refusal } from '../platform/refusal.ts';
import { type CertificateProfile, PROFILES } from './profiles.ts';
import type { IssuanceRequest, StoredStatus } from './types.ts';

/** OU of every certificate of a test account. */
export const TEST_UNIT = '测试';
/** Begins the names of the authorities of a demo hospital. */
export const DEMO_MARK = '演示';
/** RFC 5280 §5.3.1. */
export const CERTIFICATE_HOLD = 6;

const HOUR = 3_600_000;
export const CRL_RULES = {
  /** Of nextUpdate, after thisUpdate. */
  validity: 7 * 24 * HOUR,
  /** The job makes a new list when the last one is this old. */
  renewAfter: 24 * HOUR,
  /** A reader never gets a list with less life left: a new one is made first. */
  minimumLeft: HOUR,
} as const;

/** Whole seconds, as certificates and CRLs count. */
export function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

/** Refuses with `profile-violation` what does not fit the profile, before anything is built. */
export function checkRequest(request: IssuanceRequest): CertificateProfile {
  const profile = PROFILES[request.profile];
  const holder = request.person === undefined ? 'service' : 'person';
  if (holder !== profile.holder || (request.person === undefined) === (request.subject === undefined)) {
    refuse(request, profile.holder === 'person' ? 'it is for a person' : 'it is not for a person');
  }
  if (!profile.custodies.includes(request.custody)) {
    refuse(request, `the key may be held as ${profile.custodies.join(' or ')}, not as ${request.custody}`);
  }
  if ((request.custody === 'token') !== (request.keyId === undefined)) {
    refuse(request, 'a key in the key store goes with every custody but token');
  }
  const { person } = request;
  if (request.profile === 'person-test' && person?.test !== true) refuse(request, 'it is for test accounts only');
  if (request.profile === 'person-signing' && person?.test === true) refuse(request, 'it is not for test accounts');
  const hash = request.approvalHash;
  if ((profile.approvalHash === true) !== (hash !== undefined) || (hash !== undefined && hash.length !== 32)) {
    refuse(request, profile.approvalHash ? 'the SM3 of the approval is missing' : 'it names no approval');
  }
  return profile;
}

function refuse(request: IssuanceRequest, reason: string): never {
  throw new Refusal('profile-violation', `${CERTIFICATE_PROFILES[request.profile].en}: ${reason}`);
}

/** From when to when, in whole seconds; never past the issuer's end. Throws `profile-violation` for a window that is not allowed. */
export function validityOf(
  request: IssuanceRequest,
  profile: CertificateProfile,
  issuer: { readonly notBefore: Date; readonly notAfter: Date } | undefined,
): { notBefore: Date; notAfter: Date } {
  const notBefore = wholeSecond(request.notBefore ?? request.at);
  const standardEnd = new Date(notBefore.getTime() + profile.validity.standard * HOUR);
  const issuerEnd = issuer?.notAfter ?? standardEnd;
  const notAfter = wholeSecond(request.notAfter ?? (standardEnd < issuerEnd ? standardEnd : issuerEnd));
  if (notAfter <= notBefore) refuse(request, 'it would end before it begins');
  if (notAfter.getTime() - notBefore.getTime() > profile.validity.maximum * HOUR) {
    refuse(request, `it may last ${profile.validity.maximum} hours at most`);
  }
  if (issuer !== undefined && (notBefore < issuer.notBefore || notAfter > issuer.notAfter)) {
    refuse(request, 'it would not lie within the validity of its issuer');
  }
  return { notBefore, notAfter };
}

/** Whether OU=测试 stands in the name. */
export function isTest(request: IssuanceRequest): boolean {
  return request.person?.test ?? request.subject?.test ?? false;
}

/** C=CN, O=hospital, OU=department, OU=测试, CN=name, UID=job number; absent parts left out. */
export function subjectOf(request: IssuanceRequest, organization: string): Name {
  const attributes: [string, string][] = [
    [OID.countryName, 'CN'],
    [OID.organizationName, organization],
  ];
  if (request.department !== undefined) attributes.push([OID.organizationalUnitName, request.department]);
  if (isTest(request)) attributes.push([OID.organizationalUnitName, TEST_UNIT]);
  attributes.push([OID.commonName, commonNameFor(request)]);
  if (request.person !== undefined) attributes.push([OID.userId, request.person.jobNo]);
  return nameOf(attributes);
}

export function commonNameFor(request: IssuanceRequest): string {
  return request.person?.name ?? request.subject?.commonName ?? '';
}

/** What a reader is told: `expired` covers a certificate that was active or suspended when it ended. */
export function statusAt(
  certificate: { readonly status: StoredStatus; readonly notAfter: Date },
  at: Date,
): CertificateStatus {
  return certificate.status !== 'revoked' && at > certificate.notAfter ? 'expired' : certificate.status;
}

/**
 * Refuses a certificate that is not in force at `at`: `certificate-revoked`, `certificate-suspended`, `certificate-expired`,
 * `certificate-missing` (not yet valid).
 */
export function assertCertificateInForce(
  certificate: { readonly status: StoredStatus; readonly notBefore: Date; readonly notAfter: Date },
  at: Date,
): void {
  const refusals: Readonly<Partial<Record<CertificateStatus, ProblemCode>>> = {
    revoked: 'certificate-revoked',
    suspended: 'certificate-suspended',
    expired: 'certificate-expired',
  };
  const code = refusals[statusAt(certificate, at)] ?? (at < certificate.notBefore ? 'certificate-missing' : undefined);
  if (code === undefined) return;
  throw new Refusal(
    code,
    `in force from ${certificate.notBefore.toISOString()} to ${certificate.notAfter.toISOString()}`,
  );
}

export type StatusAction = CertificateStatusRequest['action'];

/** What each action makes of each status; what is absent is refused. A revocation is final. */
const TRANSITIONS: Readonly<Record<StatusAction, Partial<Record<StoredStatus, StoredStatus>>>> = {
  suspend: { active: 'suspended' },
  resume: { suspended: 'active' },
  revoke: { active: 'revoked', suspended: 'revoked' },
};

/** The status an action leads to. Throws `certificate-state-conflict` or, for suspend and resume, `certificate-expired`. */
export function statusAfter(
  action: StatusAction,
  certificate: { readonly status: StoredStatus; readonly notAfter: Date },
  at: Date,
): StoredStatus {
  const next = TRANSITIONS[action][certificate.status];
  if (next === undefined)
    throw new Refusal('certificate-state-conflict', `${action} is not possible: ${certificate.status}`);
  // A compromise found after the end still tells which old signatures to doubt, so revoke stays possible.
  if (action !== 'revoke' && at > certificate.notAfter) throw new Refusal('certificate-expired');
  return next;
}

/** RFC 5280 §5.3.1 number of an action; null for resume. */
export function reasonCode(action: StatusAction, reason: RevocationReason | undefined): number | null {
  if (action === 'resume') return null;
  return action === 'suspend' ? CERTIFICATE_HOLD : REVOCATION_REASONS[reason ?? 'unspecified'].code;
}

/** Name of a reason number, for reports. */
export function reasonName(code: number | null): string | null {
  if (code === null) return null;
  if (code === CERTIFICATE_HOLD) return 'certificateHold';
  return Object.entries(REVOCATION_REASONS).find(([, reason]) => reason.code === code)?.[0] ?? 'unspecified';
}
