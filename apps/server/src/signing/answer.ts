import type { DataSigned, DepartmentRef } from '@medsign/contract/data-signs';
import { toBase64 } from '@medsign/engine/bytes/base64';
import type { SignedOrder } from './commit-records.ts';

/** The answer to a signed request. */
export function signedAnswer(signed: SignedOrder): DataSigned {
  const { order } = signed;
  return {
    recordId: order.recordId,
    status: 'signed',
    format: order.format,
    signature: toBase64(signed.answered),
    certificate: toBase64(order.key.certificate),
    chain: order.key.chain.map(toBase64),
    timestampToken: toBase64(signed.stamp.der),
    signedAt: order.at.toISOString(),
    department: departmentRef(order.department?.code, order.department?.name, order.department?.campusName),
    ledger: { index: signed.ledgerIndex },
  };
}

export function departmentRef(
  code: string | null | undefined,
  name: string | null | undefined,
  campus: string | null | undefined,
): DepartmentRef | null {
  return code == null ? null : { code, name: name ?? '', campus: campus ?? '' };
}
