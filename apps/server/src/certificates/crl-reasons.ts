import { REVOCATION_REASONS, type RevocationReason } from '@medsign/engine/pki/crl';

const REASON_BY_CODE = new Map(
  (Object.entries(REVOCATION_REASONS) as [RevocationReason, number][]).map(([name, code]) => [code, name]),
);

/** RFC 5280 §5.3.1, from the number that is stored. */
export function reasonOfCode(code: number): RevocationReason {
  return REASON_BY_CODE.get(code) ?? 'unspecified';
}
