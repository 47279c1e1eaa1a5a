export { certificateInForce } from './certificate-in-force.ts';
export { changeCertificateStatus, revokeEverywhere } from './change-status.ts';
export { completeIssuance, issueCertificates } from './complete-issuance.ts';
export { createAuthorities } from './create-authorities.ts';
export {
  authorityCertificate,
  chainOf,
  findAuthority,
  getCertificate,
  intermediates,
  trustAnchors,
} from './find-certificates.ts';
export { currentCrls, freshCrl, refreshCrls } from './fresh-crl.ts';
export { type IssuedPair, issuePairs } from './issue-pairs.ts';
export { prepareIssuance } from './prepare-issuance.ts';
export { approvalHashOf, privateOids } from './private-oids.ts';
export { type CertificateRouteDeps, certificateRoutes } from './routes.ts';
export { assertCertificateInForce } from './rules.ts';
export type {
  CertificateDeps,
  IssuanceRequest,
  IssuedCertificate,
  PreparedIssuance,
  StoredCertificate,
} from './types.ts';
