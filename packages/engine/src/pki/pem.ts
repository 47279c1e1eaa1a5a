import { fromBase64, toBase64 } from '../bytes/base64.ts';

/** Labels used with the platform (RFC 7468). */
export type PemLabel = 'CERTIFICATE' | 'CERTIFICATE REQUEST' | 'X509 CRL' | 'CMS' | 'PKCS7' | 'PUBLIC KEY';

export interface PemBlock {
  readonly label: string;
  readonly der: Uint8Array;
}

/** One PEM block: lines of 64 characters, ending with a line break. */
export function encodePem(label: PemLabel, der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * Blocks of a PEM text in their order; explanatory text between blocks is passed over (RFC 7468 §2). Throws a RangeError
 * for a block that is not closed by its own label or is not Base64.
 */
export function decodePem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { readonly label: string; body: string } | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const marker = /^-----(BEGIN|END) ([A-Z0-9][A-Z0-9 ]*)-----[ \t]*$/.exec(line);
    if (marker === null) {
      if (open !== undefined) open.body += line.trim();
      continue;
    }
    const [, kind, label] = marker as unknown as [string, string, string];
    if (kind === 'BEGIN') {
      if (open !== undefined) throw new RangeError(`PEM block ${open.label} is not closed`);
      open = { label, body: '' };
    } else {
      if (open?.label !== label) throw new RangeError(`PEM block ${label} ends without beginning`);
      blocks.push({ label, der: fromBase64(open.body) });
      open = undefined;
    }
  }
  if (open !== undefined) throw new RangeError(`PEM block ${open.label} is not closed`);
  return blocks;
}
