import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { explicit, ia5String, implicit, octetString } from '../asn1/der-writer.ts';
import { TAG } from '../asn1/tags.ts';
import { encodeName, type Name, readName } from './name.ts';

/** GeneralName (RFC 5280 §4.2.1.6). Forms without use here stay encoded. */
export type GeneralName =
  | { readonly kind: 'email' | 'dns' | 'uri'; readonly value: string }
  | { readonly kind: 'directory'; readonly name: Name }
  | { readonly kind: 'ip'; readonly address: Uint8Array }
  | { readonly kind: 'other'; readonly der: Uint8Array };

const TEXT_FORMS = [
  { kind: 'email', number: 1 },
  { kind: 'dns', number: 2 },
  { kind: 'uri', number: 6 },
] as const;

export function encodeGeneralName(name: GeneralName): Uint8Array {
  switch (name.kind) {
    case 'directory':
      return explicit(4, encodeName(name.name));
    case 'ip':
      return implicit(7, octetString(name.address));
    case 'other':
      return name.der;
    default: {
      const form = TEXT_FORMS.find(({ kind }) => kind === name.kind) as (typeof TEXT_FORMS)[number];
      return implicit(form.number, ia5String(name.value));
    }
  }
}

export function readGeneralName(reader: DerReader): GeneralName {
  const element = reader.any();
  const { tag, value, raw, offset } = element;
  if (tag === 0xa4) {
    const inner = reader.inside(element);
    const name = readName(inner);
    inner.end();
    return { kind: 'directory', name };
  }
  if (tag === 0x87) {
    // Address, or address and mask inside name constraints.
    if (![4, 8, 16, 32].includes(value.length)) throw new Asn1Error('bad-value', 'IP address of odd length', offset);
    return { kind: 'ip', address: value };
  }
  const form = TEXT_FORMS.find(({ number }) => tag === (0x80 | number));
  if (form !== undefined) return { kind: form.kind, value: ia5Text(raw) };
  if (![0xa0, 0xa3, 0xa5, 0x88].includes(tag)) throw new Asn1Error('unexpected-tag', 'not a GeneralName', offset);
  return { kind: 'other', der: raw };
}

function ia5Text(raw: Uint8Array): string {
  const universal = raw.slice();
  universal[0] = TAG.ia5String;
  return readDer(universal, (reader) => reader.string());
}

/** Members of GeneralNames from a cursor over its contents; at least one. */
export function readGeneralNames(members: DerReader): GeneralName[] {
  return [readGeneralName(members), ...members.all(readGeneralName)];
}

/** Addresses among general names. */
export function urisOf(names: readonly GeneralName[]): string[] {
  return names.flatMap((name) => (name.kind === 'uri' ? [name.value] : []));
}
