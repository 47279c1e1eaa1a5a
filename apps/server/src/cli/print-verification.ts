import { OID } from '@medsign/engine/asn1/oids';
import { toHex } from '@medsign/engine/bytes/hex';
import type { SignerReport } from '@medsign/engine/cms/verify-signed-data';
import { type Certificate, fingerprint, isSelfIssued } from '@medsign/engine/pki/certificate';
import type { Check } from '@medsign/engine/pki/check';
import { commonNameOf, formatName } from '@medsign/engine/pki/name';
import type { TokenReport } from '@medsign/engine/tsp/verify-token';
import { RESULT_WORDS, VERDICT_WORDS, type Words, wordsOf } from './check-words.ts';
import { formatInstant, printable } from './terminal.ts';
import type { Verification } from './verification.ts';

export interface PrintOptions {
  readonly file: string;
  /** Whether the person named any trusted root. */
  readonly hasAnchors: boolean;
  /** Certificates that came with the signature: a root among them is shown so that it can be compared, never trusted. */
  readonly untrusted: readonly Certificate[];
  /** IANA name; the machine's when absent. */
  readonly timeZone?: string;
}

/** Checks about one thing, under a heading. */
interface Section extends Words {
  readonly key: 'message' | 'signer' | 'certificate' | 'timestamp' | 'timestamp-certificate';
  readonly checks: readonly Check[];
}

const FORMS: Readonly<Record<string, Words>> = {
  'cms-gm': { zh: 'GB/T 35275 签名消息', en: 'SignedData of GB/T 35275' },
  cms: { zh: 'CMS 签名消息', en: 'SignedData of RFC 5652' },
  raw: { zh: 'SM2 签名值', en: 'SM2 signature' },
};

/** The report for a person who reads no standards: verdict, who, when, every check, and what to do. */
export function printVerification(result: Verification, options: PrintOptions): string {
  const verdict = VERDICT_WORDS[result.verdict];
  const form = FORMS[result.form] as Words;
  const unchecked = sectionsOf(result).some(({ checks }) => isUnchecked(checks));
  const note = result.verdict === 'valid' && unchecked ? '（未检查吊销 · revocation not checked）' : '';
  const lines = [
    `${verdict.zh} ${verdict.en}${note}`,
    '',
    `文件 File: ${printable(options.file)}（${form.zh} · ${form.en}）`,
    ...result.signers.flatMap((signer) => [...signerLines(signer, options.timeZone), ...marksOf(signer)]),
  ];
  for (const section of sectionsOf(result)) {
    if (section.checks.length > 0) lines.push('', `${section.zh} · ${section.en}`, ...section.checks.map(checkLine));
  }
  const advice = adviceOn(result, options);
  if (advice.length > 0)
    lines.push('', '怎么办 · What to do', ...advice.flatMap(({ zh, en }) => [` • ${zh}`, `   ${en}`]));
  return `${lines.join('\n')}\n`;
}

/** The same for a program. */
export function jsonOf(result: Verification, file: string) {
  return {
    verdict: result.verdict,
    file,
    form: result.form,
    checks: result.checks,
    signers: result.signers.map((signer) => ({
      verdict: signer.verdict,
      subject: signer.certificate ? formatName(signer.certificate.subject) : null,
      certificate: signer.certificate ? certificateJson(signer.certificate) : null,
      signedAt: trustedTime(signer)?.toISOString() ?? null,
      claimedSigningTime: signer.signingTime?.toISOString() ?? null,
      judgedAt: signer.judgedAt.toISOString(),
      checks: signer.checks,
      path: signer.path?.checks ?? [],
      timestamp: signer.timestamp ? timestampJson(signer.timestamp) : null,
    })),
  };
}

function certificateJson(certificate: Certificate) {
  return {
    serial: toHex(certificate.serial),
    issuer: formatName(certificate.issuer),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    sm3: toHex(fingerprint(certificate.der)),
  };
}

function timestampJson({ verdict, genTime, certificate, checks, path, tstInfo }: TokenReport) {
  return {
    verdict,
    genTime: genTime.toISOString(),
    serial: toHex(tstInfo.serial),
    authority: certificate ? formatName(certificate.subject) : null,
    checks,
    path: path?.checks ?? [],
  };
}

/** Time proven by a timestamp that holds. */
function trustedTime({ timestamp }: SignerReport): Date | undefined {
  return timestamp?.verdict === 'valid' ? timestamp.genTime : undefined;
}

function signerLines(signer: SignerReport, timeZone: string | undefined): string[] {
  const { certificate } = signer;
  const who = certificate ? printable(formatName(certificate.subject)) : '未知 unknown';
  return [`签名人 Signer: ${who}`, `签名时间 Signed at: ${signedAt(signer, timeZone)}`];
}

/** Marks of the platform's certificate profiles: a valid signature under them is still no act of a real person. */
const TEST_UNIT = '测试';
const DEMO_MARK = '演示';

function marksOf({ certificate, path }: SignerReport): string[] {
  const units = certificate?.subject.flat().filter(({ type }) => type === OID.organizationalUnitName) ?? [];
  const isTest = units.some(({ value }) => value === TEST_UNIT);
  const isDemo = path?.path.slice(1).some(({ subject }) => commonNameOf(subject)?.includes(DEMO_MARK)) === true;
  return [
    ...(isTest ? ['注意 Note: 测试账号的签名，不具业务效力 · by a test account, of no effect'] : []),
    ...(isDemo ? ['注意 Note: 演示环境签发的证书，不具效力 · certificate of a demo installation, of no effect'] : []),
  ];
}

function signedAt(signer: SignerReport, timeZone: string | undefined): string {
  const trusted = trustedTime(signer);
  if (trusted !== undefined) {
    return `${formatInstant(trusted, timeZone)}（可信时间戳证明 · proven by a trusted timestamp）`;
  }
  if (signer.signingTime === undefined) return '未知 unknown';
  return `${formatInstant(signer.signingTime, timeZone)}（签名人声明，未经证明 · claimed by the signer, not proven）`;
}

function sectionsOf({ checks, signers }: Verification): Section[] {
  const sections: Section[] = [{ key: 'message', zh: '消息', en: 'Message', checks }];
  for (const [index, { checks: own, path, timestamp }] of signers.entries()) {
    const number = signers.length > 1 ? ` ${index + 1}` : '';
    sections.push(
      { key: 'signer', zh: `签名${number}`, en: `Signature${number}`, checks: own },
      {
        key: 'certificate',
        zh: `签名人证书${number}`,
        en: `Signer’s certificate${number}`,
        checks: path?.checks ?? [],
      },
      { key: 'timestamp', zh: `时间戳${number}`, en: `Timestamp${number}`, checks: timestamp?.checks ?? [] },
      {
        key: 'timestamp-certificate',
        zh: `时间戳机构证书${number}`,
        en: `Timestamp authority’s certificate${number}`,
        checks: timestamp?.path?.checks ?? [],
      },
    );
  }
  return sections;
}

function checkLine(check: Check): string {
  const { mark, zh, en } = RESULT_WORDS[check.result];
  const words = wordsOf(check);
  const detail = check.detail === undefined || check.detail === '' ? '' : `（${printable(check.detail)}）`;
  return ` ${mark} ${words.zh} · ${words.en}: ${zh} ${en}${detail}`;
}

function isUnchecked(checks: readonly Check[]): boolean {
  return checks.some(({ name, result }) => name === 'revocation' && result === 'skipped');
}

function adviceOn(result: Verification, options: PrintOptions): Words[] {
  const advice = new Map<string, Words>();
  const add = (words: Words): void => void advice.set(words.zh, words);
  for (const { checks } of sectionsOf(result)) {
    for (const check of checks.filter(({ result: outcome }) => outcome === 'failed' || outcome === 'indeterminate')) {
      const withoutRoot = check.name === 'chain' && check.result === 'indeterminate' && !options.hasAnchors;
      // The parts of the timestamp are listed one by one below it.
      const isSummary = check.name === 'timestamp' && check.result === 'indeterminate' && !options.hasAnchors;
      if (withoutRoot) for (const words of howToGetTheRoot(options.untrusted)) add(words);
      else if (!isSummary) add(wordsOf(check).advice);
    }
    if (isUnchecked(checks)) add(GET_CRLS);
  }
  return [...advice.values()];
}

const GET_CRLS: Words = {
  zh: '要检查吊销，请下载吊销列表后用 --crl 指定（可重复）：curl 平台地址/crl/issuing.crl -o issuing.crl，root.crl 同理。',
  en: 'To check revocation fetch the lists and name each with --crl: curl ADDRESS/crl/issuing.crl -o issuing.crl, and root.crl.',
};

function howToGetTheRoot(untrusted: readonly Certificate[]): Words[] {
  const root = untrusted.find(isSelfIssued);
  const get: Words = {
    zh: '没有受信任的根证书，无法判断证书是否由医院签发：curl 平台地址/ca/root.cer -o root.cer，再加 --anchors root.cer；请通过其他途径（电话、公文）与医院核对其 SM3 指纹。',
    en: 'Without a trusted root nothing shows that the hospital issued the certificate: curl ADDRESS/ca/root.cer -o root.cer, add --anchors root.cer, and compare its SM3 fingerprint with the hospital by another way (telephone, letter).',
  };
  if (root === undefined) return [get];
  const name = printable(formatName(root.subject));
  const sm3 = toHex(fingerprint(root.der));
  return [
    get,
    {
      zh: `文件自带的根证书“${name}”不作为信任依据，其 SM3 指纹：${sm3}`,
      en: `The root that came in the file, “${name}”, is not trusted for that; its SM3 fingerprint is ${sm3}`,
    },
  ];
}
