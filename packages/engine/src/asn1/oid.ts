import { Asn1Error } from './asn1-error.ts';

/** Contents octets of an OBJECT IDENTIFIER from dotted decimals; a malformed text throws a RangeError. */
export function encodeOid(dotted: string): Uint8Array {
  if (!/^[0-2](\.(0|[1-9][0-9]*))+$/.test(dotted)) throw new RangeError(`not an object identifier: ${dotted}`);
  const [first, second, ...rest] = dotted.split('.').map(BigInt) as [bigint, bigint, ...bigint[]];
  if (first < 2n && second > 39n) throw new RangeError(`not an object identifier: ${dotted}`);
  const octets: number[] = [];
  for (const arc of [first * 40n + second, ...rest]) octets.push(...base128(arc));
  return Uint8Array.from(octets);
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let left = arc >> 7n; left > 0n; left >>= 7n) octets.unshift(Number(left & 0x7fn) | 0x80);
  return octets;
}

/** Longest identifier read: no registered one comes near, and a bound keeps the bigint work linear. */
const MAX_OID_OCTETS = 128;

/** Dotted decimals of contents octets. Arcs are bigints, so none is cut to 32 bits (CVE-2025-66030). */
export function decodeOid(octets: Uint8Array, offset = 0): string {
  if (octets.length === 0 || octets.length > MAX_OID_OCTETS || ((octets[octets.length - 1] as number) & 0x80) !== 0) {
    throw new Asn1Error('bad-oid', 'object identifier is empty, too long or cut off', offset);
  }
  const arcs: bigint[] = [];
  let arc = 0n;
  let atStart = true;
  for (const octet of octets) {
    // X.690 §8.19.2: an arc never starts with 0x80.
    if (atStart && octet === 0x80) throw new Asn1Error('bad-oid', 'object identifier arc is padded', offset);
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    atStart = (octet & 0x80) === 0;
    if (atStart) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const head = arcs[0] as bigint;
  const first = head < 40n ? 0n : head < 80n ? 1n : 2n;
  return [first, head - first * 40n, ...arcs.slice(1)].join('.');
}
