import type { Content } from '@medsign/contract/data-signs';
import { fromBase64 } from '@medsign/engine/bytes/base64';
import { fromHex } from '@medsign/engine/bytes/hex';
import { dangerousContent } from '@medsign/engine/cms/dangerous-content';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { Refusal } from '../platform/refusal.ts';
import type { SignContent } from './types.ts';

const UTF8 = new TextEncoder();

/**
 * The octets a request's content stands for. Throws Refusal `content-too-large` (extra `limit`),
 * `malformed-base64`, `invalid-request` for text that is not Unicode.
 */
export function readContent(content: Content, maxBytes: number): SignContent {
  if ('sm3' in content) {
    return { kind: 'sm3', digest: fromHex(content.sm3), size: content.size, bytes: undefined };
  }
  const bytes = 'text' in content ? textOctets(content.text, maxBytes) : base64Octets(content.base64, maxBytes);
  return { kind: 'text' in content ? 'text' : 'base64', digest: sm3(bytes), size: bytes.length, bytes };
}

/** The refusal that names the limit and the way round it. */
export function contentTooLarge(maxBytes: number): Refusal {
  return new Refusal(
    'content-too-large',
    `content is limited to ${maxBytes} octets; sign larger data by its digest: {"sm3": "<hex>", "size": n}`,
    { extra: { limit: maxBytes } },
  );
}

function textOctets(text: string, maxBytes: number): Uint8Array {
  // A lone surrogate has no UTF-8 form; replacing it would sign something else than was given.
  if (!text.isWellFormed()) throw new Refusal('invalid-request', 'content.text is not well-formed Unicode');
  const bytes = UTF8.encode(text);
  if (bytes.length > maxBytes) throw contentTooLarge(maxBytes);
  return bytes;
}

function base64Octets(text: string, maxBytes: number): Uint8Array {
  if ((text.length / 4) * 3 - 2 > maxBytes) throw contentTooLarge(maxBytes);
  return octetsFromBase64(text, 'content.base64');
}

/** Canonical Base64 or Refusal `malformed-base64` naming the member. */
export function octetsFromBase64(text: string, member: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch (cause) {
    throw new Refusal('malformed-base64', `${member} is not canonical Base64`, { cause });
  }
}

/**
 * Refuses to sign what would be a signature over something else: signed attributes of a CMS would turn into a
 * signature over other content, a TBSCertificate into a certificate.
 */
export function refuseDangerous(content: SignContent): void {
  const found = content.bytes && dangerousContent(content.bytes);
  if (found) throw new Refusal('dangerous-content', `the content is DER of the kind ${found}`, { extra: { found } });
}
