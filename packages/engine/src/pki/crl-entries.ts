import { DerReader } from '../asn1/der-reader.ts';
import { concatBytes, equalBytes } from '../bytes/bytes.ts';
import { readSerial } from './certificate.ts';

/**
 * Encoded members of revokedCertificates, one after the other, with the one of a serial number replaced, added at the end or, without
 * `entry`, taken out. Nothing else is encoded anew. Malformed entries throw Asn1Error.
 */
export function replaceRevokedEntry(
  entries: Uint8Array,
  serial: Uint8Array,
  entry: Uint8Array | undefined,
): Uint8Array {
  const reader = new DerReader(entries);
  const added = entry ?? new Uint8Array(0);
  while (!reader.done) {
    const start = reader.offset;
    const found = equalBytes(readSerial(reader.sequence()), serial);
    if (found) return concatBytes(entries.subarray(0, start), added, entries.subarray(reader.offset));
  }
  return concatBytes(entries, added);
}
