import { Asn1Error } from '@medsign/engine/asn1/asn1-error';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import type { Verdict } from '@medsign/engine/pki/check';
import { type Clock, systemClock } from '../platform/clock.ts';
import { readArguments } from './arguments.ts';
import { judgeEvidence } from './judge-evidence.ts';
import { jsonOf, printVerification } from './print-verification.ts';
import { type Evidence, readEvidence } from './read-evidence.ts';
import { readFileOctets } from './read-octets.ts';
import { CommandError, type Terminal, terminal } from './terminal.ts';
import { parsed, readCertificates, readCrls, readToken } from './trust-files.ts';
import type { Given } from './verification.ts';

/** Exit code when FILE cannot be read or something that is needed was not given; {@link CommandError} leads to it. */
export const UNUSABLE = 3;

const EXIT_CODES: Readonly<Record<Verdict, number>> = { valid: 0, invalid: 1, indeterminate: 2 };

const OPTIONS = {
  content: { type: 'string' },
  anchors: { type: 'string', multiple: true },
  certificate: { type: 'string' },
  token: { type: 'string' },
  crl: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
} as const;

/**
 * `medsign verify FILE [--content FILE] [--anchors FILE] [--certificate FILE] [--token FILE] [--crl FILE] [--json]`: verifies a
 * signature with neither server nor database. FILE is a CMS message (DER, PEM or Base64; GB/T 35275 or RFC 5652, attached or
 * detached), a DER SM2Signature, or the JSON of `POST /v1/data-signs` or `GET /v1/records/{id}`. `--anchors` and `--crl` may repeat.
 *
 * Exit codes: 0 valid · 1 invalid · 2 indeterminate · 3 wrong usage, a file that cannot be read, or one that is needed and missing.
 */
export async function verifyFile(
  args: readonly string[],
  deps: { readonly terminal: Terminal; readonly clock: Clock; readonly timeZone?: string } = {
    terminal,
    clock: systemClock,
  },
): Promise<number> {
  try {
    return await run(args, deps);
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    deps.terminal.complain(`${cause.message}\n`);
    return UNUSABLE;
  }
}

async function run(
  args: readonly string[],
  deps: { readonly terminal: Terminal; readonly clock: Clock; readonly timeZone?: string },
): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new CommandError(
      '请给出一个签名文件。',
      'Name one file: medsign verify FILE [--content FILE] [--anchors FILE] …',
    );
  }
  const evidence = readEvidence(readFileOctets(file));
  const given: Given = {
    anchors: (values.anchors ?? []).flatMap(readCertificates),
    crls: (values.crl ?? []).flatMap(readCrls),
    certificates: values.certificate === undefined ? [] : readCertificates(values.certificate),
    content: values.content === undefined ? undefined : readFileOctets(values.content),
    token: values.token === undefined ? undefined : readToken(values.token),
    at: deps.clock.now(),
  };
  const result = await judged(evidence, given);
  const hasAnchors = given.anchors.length > 0;
  const untrusted = evidence.chain.flatMap((der) => parsed(der, parseCertificate) ?? []);
  const { timeZone } = deps;
  deps.terminal.print(
    values.json
      ? `${JSON.stringify(jsonOf(result, file), null, 2)}\n`
      : printVerification(result, { file, hasAnchors, untrusted, ...(timeZone !== undefined && { timeZone }) }),
  );
  return EXIT_CODES[result.verdict];
}

async function judged(evidence: Evidence, given: Given) {
  try {
    return await judgeEvidence(evidence, given);
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause;
    throw new CommandError(
      `签名、证书或时间戳的内部编码不正确，可能已损坏：${cause.message}。`,
      `A part of the signature, a certificate or the timestamp is malformed and may be damaged: ${cause.message}.`,
      { cause },
    );
  }
}
