const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const ARMOUR = /-----BEGIN (NEW )?CERTIFICATE REQUEST-----([\s\S]*?)-----END (NEW )?CERTIFICATE REQUEST-----/;

/** Base64 of a certificate request that was pasted as PEM or as bare Base64; undefined when it is neither. */
export function csrBase64(pasted: string): string | undefined {
  const armoured = ARMOUR.exec(pasted)?.[2];
  if (armoured === undefined && pasted.includes('-----')) return undefined;
  const text = (armoured ?? pasted).replace(/\s/g, '');
  return BASE64.test(text) && text.length % 4 === 0 ? text : undefined;
}

/** What to show of a chosen file: the text of PEM, Base64 of DER. */
export function csrTextOf(bytes: Uint8Array): string {
  // DER of a SEQUENCE begins with 0x30; text of PEM and Base64 does not, except a bare `0`, which no request begins with.
  if (bytes[0] !== 0x30) return new TextDecoder().decode(bytes);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
