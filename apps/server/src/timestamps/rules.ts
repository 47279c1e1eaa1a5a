import { OID } from '@medsign/engine/asn1/oids';
import type { Certificate } from '@medsign/engine/pki/certificate';
import { findExtension } from '@medsign/engine/pki/extensions';
import type { Accuracy } from '@medsign/engine/tsp/tst-info';
import { Refusal } from '../platform/refusal.ts';

/**
 * Time of the next token of a unit, milliseconds since 1970: now, but never before the last one. A clock that went back by more than
 * the accuracy promises is no trusted time: throws Refusal `time-not-available`.
 */
export function nextGenTime(now: number, last: number | undefined, accuracyMilliseconds: number): number {
  if (last === undefined || now >= last) return now;
  if (last - now <= accuracyMilliseconds) return last;
  throw new Refusal(
    'time-not-available',
    `the clock is ${last - now} ms behind the unit's last token; tokens are issued in order of time`,
  );
}

/** RFC 3161 §2.4.2: parts that are zero are left out. */
export function accuracyOf(milliseconds: number): Accuracy {
  const seconds = Math.floor(milliseconds / 1000);
  const millis = milliseconds % 1000;
  return { ...(seconds > 0 && { seconds }), ...(millis > 0 && { millis }) };
}

/** Whether the certificate may sign tokens: extendedKeyUsage critical and timeStamping alone (RFC 3161 §2.3). */
export function maySignTokens({ extensions }: Certificate): boolean {
  const usages = extensions.extendedKeyUsage ?? [];
  const critical = findExtension(extensions, OID.extendedKeyUsage)?.critical === true;
  return critical && usages.length === 1 && usages[0] === OID.timeStamping;
}
