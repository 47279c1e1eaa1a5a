import { Asn1Error } from './asn1-error.ts';

const two = (value: number): string => String(value).padStart(2, '0');

function dayAndTime(at: Date): string {
  return (
    two(at.getUTCMonth() + 1) +
    two(at.getUTCDate()) +
    two(at.getUTCHours()) +
    two(at.getUTCMinutes()) +
    two(at.getUTCSeconds())
  );
}

/** True where RFC 5280 §4.1.2.5 asks for UTCTime: 1950 to 2049. */
export function isUtcTimeYear(at: Date): boolean {
  const year = at.getUTCFullYear();
  return year >= 1950 && year <= 2049;
}

/** `YYMMDDhhmmssZ`. */
export function formatUtcTime(at: Date): string {
  if (!isUtcTimeYear(at)) throw new RangeError('UTCTime holds the years 1950 to 2049');
  return `${two(at.getUTCFullYear() % 100)}${dayAndTime(at)}Z`;
}

/** `YYYYMMDDhhmmss[.f…]Z`; a fraction never ends in zero (X.690 §11.7.3). */
export function formatGeneralizedTime(at: Date, milliseconds: boolean): string {
  const year = at.getUTCFullYear();
  if (Number.isNaN(year) || year < 0 || year > 9999) throw new RangeError('GeneralizedTime holds the years 0 to 9999');
  const thousandths = milliseconds ? at.getUTCMilliseconds() : 0;
  const fraction = thousandths === 0 ? '' : `.${String(thousandths).padStart(3, '0').replace(/0+$/, '')}`;
  return `${String(year).padStart(4, '0')}${dayAndTime(at)}${fraction}Z`;
}

/** Parses UTCTime in its DER form; years 50–99 are 19xx (RFC 5280 §4.1.2.5.1). */
export function parseUtcTime(text: string, offset = 0): Date {
  const match = /^(\d{2})(\d{10})Z$/.exec(text);
  if (match === null) throw new Asn1Error('bad-time', 'UTCTime is not YYMMDDhhmmssZ', offset);
  const year = Number(match[1]);
  return instant(year >= 50 ? 1900 + year : 2000 + year, match[2] as string, 0, offset);
}

/** Parses GeneralizedTime in its DER form: UTC, seconds present, at most microseconds kept to the millisecond. */
export function parseGeneralizedTime(text: string, offset = 0): Date {
  const match = /^(\d{4})(\d{10})(?:\.(\d{1,9}))?Z$/.exec(text);
  if (match === null || match[3]?.endsWith('0') === true) {
    throw new Asn1Error('bad-time', 'GeneralizedTime is not YYYYMMDDhhmmss[.f]Z', offset);
  }
  const thousandths = Number((match[3] ?? '').padEnd(3, '0').slice(0, 3));
  return instant(Number(match[1]), match[2] as string, thousandths, offset);
}

function instant(year: number, rest: string, thousandths: number, offset: number): Date {
  const [month, day, hour, minute, second] = (rest.match(/\d{2}/g) as string[]).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second, thousandths);
  // Date rolls 31 February into March; a field that moved was never valid.
  if (
    at.getUTCMonth() !== month - 1 ||
    at.getUTCDate() !== day ||
    at.getUTCHours() !== hour ||
    at.getUTCMinutes() !== minute ||
    at.getUTCSeconds() !== second
  ) {
    throw new Asn1Error('bad-time', 'no such day or time', offset);
  }
  return at;
}
