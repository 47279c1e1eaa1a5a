const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Base64 with padding (RFC 4648 §4), no line breaks. */
export function toBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word =
      ((bytes[i] as number) << 16) |
      ((left > 1 ? (bytes[i + 1] as number) : 0) << 8) |
      (left > 2 ? (bytes[i + 2] as number) : 0);
    out += (ALPHABET[word >> 18] as string) + (ALPHABET[(word >> 12) & 63] as string);
    out += left > 1 ? (ALPHABET[(word >> 6) & 63] as string) : '=';
    out += left > 2 ? (ALPHABET[word & 63] as string) : '=';
  }
  return out;
}

/**
 * Parses canonical Base64: padded, no white space, unused bits zero (RFC 4648 §3.5).
 * Anything else throws a RangeError, so one byte string has exactly one text.
 */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new RangeError('not Base64: length is not a multiple of 4');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const out = new Uint8Array((text.length / 4) * 3 - padding);
  const digits = text.length - padding;
  let offset = 0;
  let word = 0;
  let bits = 0;
  for (let i = 0; i < digits; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? (VALUES[code] as number) : -1;
    if (value < 0) throw new RangeError(`not Base64: character ${i + 1}`);
    word = (word << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[offset++] = (word >> bits) & 0xff;
      word &= (1 << bits) - 1;
    }
  }
  if (word !== 0) throw new RangeError('not Base64: unused bits are not zero');
  return out;
}
