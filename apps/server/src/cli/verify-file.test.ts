import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { OID } from '@medsign/engine/asn1/oids';
import { toBase64 } from '@medsign/engine/bytes/base64';
import { toHex } from '@medsign/engine/bytes/hex';
import { assembleSignedData, parseSignedData } from '@medsign/engine/cms/signed-data';
import { fingerprint } from '@medsign/engine/pki/certificate';
import { nameOf } from '@medsign/engine/pki/name';
import { encodePem } from '@medsign/engine/pki/pem';
import { grantedResponse } from '@medsign/engine/tsp/response';
import {
  createAuthority,
  issueCrl,
  issueSigner,
  NOW,
  signDer,
} from '../../../../packages/engine/test-support/authority.ts';
import { type MessageOptions, makeMessage, makeToken } from '../../../../packages/engine/test-support/messages.ts';
import { settableClock } from '../../../../testing/clock.ts';
import { capturedTerminal, fileIn, temporaryFolder } from './test-support/captured.ts';
import {
  answerJson,
  CERTIFICATES,
  CONTENT,
  issuing,
  otherRoot,
  pemOf,
  rawSignature,
  root,
  signer,
  stamp,
  unit,
  VERIFIED_AT,
} from './test-support/evidence.ts';
import { verifyFile } from './verify-file.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Runs the command; words that name one of `files` become its path. */
async function run(t: TestContext, files: Files, args: readonly string[]) {
  const folder = temporaryFolder(t);
  const paths = new Map(Object.entries(files).map(([name, content]) => [name, fileIn(folder, name, content)]));
  const terminal = capturedTerminal();
  const deps = { terminal, clock: settableClock(VERIFIED_AT), timeZone: 'Asia/Shanghai' };
  const code = await verifyFile(
    args.map((word) => paths.get(word) ?? word),
    deps,
  );
  return { code, printed: terminal.printed(), complained: terminal.complained() };
}

function message(options: MessageOptions = {}): Uint8Array {
  return makeMessage(signer, CONTENT, { certificates: CERTIFICATES, stamp, ...options });
}

const ANCHORS = { 'root.pem': pemOf(root) };
const TRUSTED = ['--anchors', 'root.pem'];
const { signature: raw, token: rawToken } = rawSignature();
const tampered = Uint8Array.from(CONTENT, (octet, index) => (index === 0 ? octet ^ 1 : octet));

const VALID: readonly [what: string, files: Files, args: readonly string[]][] = [
  ['attached GM message', { f: message() }, ['f']],
  ['attached RFC message', { f: message({ profile: 'rfc' }) }, ['f']],
  ['detached GM message', { f: message({ detached: true }), c: CONTENT }, ['f', '--content', 'c']],
  ['detached RFC message', { f: message({ profile: 'rfc', detached: true }), c: CONTENT }, ['f', '--content', 'c']],
  ['attached message with the same content given', { f: message(), c: CONTENT }, ['f', '--content', 'c']],
  ['message in PEM', { f: encodePem('CMS', message()) }, ['f']],
  ['message in Base64 of 64 columns', { f: toBase64(message()).replace(/.{64}/g, '$&\r\n') }, ['f']],
  [
    'message without its certificate',
    { f: message({ certificates: [] }), s: pemOf(signer, issuing) },
    ['f', '--certificate', 's'],
  ],
  ['message without a timestamp', { f: makeMessage(signer, CONTENT, { certificates: CERTIFICATES }) }, ['f']],
  ['raw signature', { f: raw, s: pemOf(signer, issuing), c: CONTENT }, ['f', '--certificate', 's', '--content', 'c']],
  [
    'raw signature with its token',
    { f: raw, s: pemOf(signer, issuing), c: CONTENT, t: rawToken },
    ['f', '--certificate', 's', '--content', 'c', '--token', 't'],
  ],
  [
    'raw signature with the answer of the timestamp service',
    { f: raw, s: pemOf(signer, issuing), c: CONTENT, t: grantedResponse(rawToken) },
    ['f', '--certificate', 's', '--content', 'c', '--token', 't'],
  ],
  ['answer with a GM message', { f: answerJson('cms-gm', message()) }, ['f']],
  ['answer with an RFC message', { f: `\uFEFF${answerJson('cms', message({ profile: 'rfc' }))}\n` }, ['f']],
  [
    'answer with a raw signature',
    { f: answerJson('raw', raw, { timestampToken: toBase64(rawToken) }), c: CONTENT },
    ['f', '--content', 'c'],
  ],
];

for (const [what, files, args] of VALID) {
  test(`${what}: valid, exit code 0`, async (t) => {
    const { code, printed, complained } = await run(t, { ...files, ...ANCHORS }, [...args, ...TRUSTED]);
    assert.equal(complained, '');
    assert.equal(code, 0, printed);
    assert.match(printed, /^有效 valid（未检查吊销 · revocation not checked）\n/);
    assert.match(printed, /签名人 Signer: CN=龘䶮𠮷/);
  });
}

const expiring = issueSigner(issuing, '王五', { fields: { notAfter: new Date(NOW.getTime() - 1000) } });
const stamped = (holder: typeof signer, options: MessageOptions = {}) =>
  makeMessage(holder, CONTENT, { certificates: [holder.certificate.der, issuing.certificate.der], stamp, ...options });

const INVALID: readonly [what: string, files: Files, args: readonly string[], check: RegExp][] = [
  ['tampered content', { f: message({ detached: true }), c: tampered }, ['f', '--content', 'c'], /✘ 原文未被改动/],
  ['other content than attached', { f: message(), c: tampered }, ['f', '--content', 'c'], /✘ 原文一致/],
  [
    'tampered content under a raw signature',
    { f: answerJson('raw', raw), c: tampered },
    ['f', '--content', 'c'],
    /✘ 签名值正确/,
  ],
  ['signature by another key', { f: message({ signWith: otherRoot }) }, ['f'], /✘ 签名值正确/],
  ['certificate that had expired', { f: stamped(expiring) }, ['f'], /✘ 证书在有效期内/],
  [
    'certificate that has expired, without a timestamp',
    { f: raw, s: pemOf(expiring, issuing), c: CONTENT },
    ['f', '--certificate', 's', '--content', 'c'],
    /✘ 证书在有效期内/,
  ],
  [
    'timestamp over another signature',
    { f: raw, s: pemOf(signer, issuing), c: CONTENT, t: stamp(CONTENT) },
    ['f', '--certificate', 's', '--content', 'c', '--token', 't'],
    /✘ 时间戳属于此签名/,
  ],
  [
    'wrong timestamp beside a message that has its own',
    { f: message(), t: stamp(CONTENT) },
    ['f', '--token', 't'],
    /✘ 可信时间戳 .*message-imprint/,
  ],
  ['message of somebody else', { f: message(), s: pemOf(expiring) }, ['f', '--certificate', 's'], /✘ 与所附证书一致/],
  [
    'answer that names another certificate',
    { f: answerJson('cms-gm', message(), { certificate: toBase64(expiring.certificate.der) }) },
    ['f'],
    /✘ 与所附证书一致/,
  ],
  [
    'revoked certificate',
    { f: message(), l: revoked(new Date(NOW.getTime() - 3_600_000)) },
    ['f', '--crl', 'l'],
    /✘ 证书未被吊销/,
  ],
  [
    'raw signature by the key of a timestamp unit',
    { f: signDer(unit.key, CONTENT), s: pemOf(unit, issuing), c: CONTENT },
    ['f', '--certificate', 's', '--content', 'c'],
    /✘ 密钥用途/,
  ],
];

function revoked(revokedAt: Date): Uint8Array {
  return issueCrl(issuing, { revoked: [{ serial: signer.certificate.serial, revokedAt, reason: 'keyCompromise' }] })
    .der;
}

for (const [what, files, args, check] of INVALID) {
  test(`${what}: invalid, exit code 1, with what to do`, async (t) => {
    const { code, printed, complained } = await run(t, { ...files, ...ANCHORS }, [...args, ...TRUSTED]);
    assert.equal(complained, '');
    assert.equal(code, 1, printed);
    assert.match(printed, /^无效 invalid\n/);
    assert.match(printed, check);
    assert.match(printed, /怎么办 · What to do/);
  });
}

test('without a trusted root: indeterminate, exit code 2, and how to get the root', async (t) => {
  const { code, printed } = await run(t, { f: answerJson('cms-gm', message()) }, ['f']);
  assert.equal(code, 2, printed);
  assert.match(printed, /^无法判定 indeterminate\n/);
  assert.match(printed, /\/ca\/root\.cer -o root\.cer/);
  // The root in the file is shown to be compared; it made nothing valid.
  assert.ok(printed.includes(toHex(fingerprint(root.certificate.der))));
});

test('with another root: indeterminate, exit code 2', async (t) => {
  const files = { f: answerJson('cms-gm', message()), 'other.pem': pemOf(otherRoot) };
  const { code, printed } = await run(t, files, ['f', '--anchors', 'other.pem']);
  assert.equal(code, 2, printed);
  assert.match(printed, /\? 证书链到受信任的根/);
  assert.match(printed, /核对 --anchors/);
});

test('a root in DER, or several in one file or in several, are trusted alike', async (t) => {
  const files = { f: message(), d: root.certificate.der, b: pemOf(otherRoot, root), o: pemOf(otherRoot) };
  for (const args of [
    ['--anchors', 'd'],
    ['--anchors', 'b'],
    ['--anchors', 'o', '--anchors', 'd'],
  ]) {
    assert.equal((await run(t, files, ['f', ...args])).code, 0, args.join(' '));
  }
});

test('with revocation lists of both authorities: valid, and revocation was checked', async (t) => {
  const files = { f: message(), a: issueCrl(root).der, b: encodePem('X509 CRL', issueCrl(issuing).der), ...ANCHORS };
  const { code, printed } = await run(t, files, ['f', ...TRUSTED, '--crl', 'a', '--crl', 'b']);
  assert.equal(code, 0, printed);
  assert.match(printed, /^有效 valid\n/);
});

test('the time is that of the timestamp, with its zone; a claim without timestamp is called a claim', async (t) => {
  const withToken = await run(t, { f: message(), ...ANCHORS }, ['f', ...TRUSTED]);
  assert.match(withToken.printed, /签名时间 Signed at: 2026-06-01 16:00:00 UTC\+08:00（可信时间戳证明/);
  const claim = makeMessage(signer, CONTENT, { certificates: CERTIFICATES });
  const without = await run(t, { f: claim, ...ANCHORS }, ['f', ...TRUSTED]);
  assert.match(without.printed, /2026-06-01 16:00:00 UTC\+08:00（签名人声明，未经证明/);
  assert.match(without.printed, /– 可信时间戳 · Trusted timestamp: 未检查/);
});

test('a token beside a message that has none proves its time', async (t) => {
  const ending = issueSigner(issuing, '赵六', { fields: { notAfter: new Date(NOW.getTime() + 120_000) } });
  const certificates = [ending.certificate.der, issuing.certificate.der];
  const f = makeMessage(ending, CONTENT, { certificates });
  assert.equal((await run(t, { f, ...ANCHORS }, ['f', ...TRUSTED])).code, 1, 'expired by now');
  const token = makeToken(unit, parseSignedData(f).signers[0]?.signature ?? f, {
    tstInfo: { genTime: new Date(NOW.getTime() + 60_000) },
    certificates: [unit.certificate.der, issuing.certificate.der],
  });
  const { code, printed } = await run(t, { f, t: token, ...ANCHORS }, ['f', '--token', 't', ...TRUSTED]);
  assert.equal(code, 0, printed);
  assert.match(printed, /16:01:00 UTC\+08:00（可信时间戳证明/);
});

test('--json gives the same to a program', async (t) => {
  const { code, printed } = await run(t, { f: message(), ...ANCHORS }, ['f', '--json', ...TRUSTED]);
  assert.equal(code, 0);
  const report = JSON.parse(printed);
  assert.equal(report.verdict, 'valid');
  assert.equal(report.form, 'cms-gm');
  assert.equal(report.signers[0].signedAt, NOW.toISOString());
  assert.equal(report.signers[0].timestamp.verdict, 'valid');
  assert.ok(report.signers[0].path.some((check: { name: string }) => check.name === 'chain'));
});

test('signatures of test accounts and of a demo are marked', async (t) => {
  const demo = createAuthority('示例医院签发CA（演示）', root);
  const subject = nameOf([
    [OID.organizationalUnitName, '测试'],
    [OID.commonName, '测试01'],
  ]);
  const holder = issueSigner(demo, '测试01', { fields: { subject } });
  const certificates = [holder.certificate.der, demo.certificate.der];
  const marked = await run(t, { f: stamped(holder, { certificates }), ...ANCHORS }, ['f', ...TRUSTED]);
  assert.match(marked.printed, /by a test account/);
  assert.match(marked.printed, /of a demo installation/);
  assert.doesNotMatch((await run(t, { f: message(), ...ANCHORS }, ['f', ...TRUSTED])).printed, /注意/);
});

test('names cannot drive the terminal or forge lines', async (t) => {
  const evil = issueSigner(issuing, '李四\u001b[2J\n有效');
  const { printed } = await run(t, { f: stamped(evil), ...ANCHORS }, ['f', ...TRUSTED]);
  assert.ok(!printed.includes('\u001b'));
  assert.ok(!printed.includes('\n有效,'));
});

const damaged = message().subarray(0, -3);
const queued = JSON.stringify({ taskId: '01900000-0000-7000-8000-000000000002', status: 'queued' });

const UNUSABLE: readonly [what: string, files: Files, args: readonly string[], says: RegExp][] = [
  ['no file named', {}, [], /Name one file/],
  ['two files named', { f: message() }, ['f', 'f'], /Name one file/],
  ['unknown option', { f: message() }, ['f', '--trust-me'], /command line is wrong/],
  ['option without its value', { f: message() }, ['f', '--anchors'], /command line is wrong/],
  ['missing file', {}, ['no-such-file'], /there is no such file/],
  ['folder', {}, [import.meta.dirname], /is a folder/],
  ['empty file', { f: '' }, ['f'], /The file is empty/],
  ['garbage', { f: Uint8Array.of(0, 255, 1, 2, 3) }, ['f'], /not recognised/],
  ['text', { f: '病历' }, ['f'], /not recognised/],
  ['PEM that is not closed', { f: encodePem('CMS', message()).slice(0, 200) }, ['f'], /not recognised/],
  ['cut message', { f: damaged }, ['f'], /not recognised/],
  ['SEQUENCE of something else', { f: Uint8Array.of(0x30, 3, 1, 1, 255) }, ['f'], /no well-formed signature/],
  ['certificate', { f: signer.certificate.der }, ['f'], /This is a certificate/],
  ['revocation list', { f: issueCrl(root).der }, ['f'], /This is a revocation list/],
  ['token', { f: rawToken }, ['f'], /This is a timestamp token/],
  ['detached message without content', { f: message({ detached: true }) }, ['f', ...TRUSTED], /--content FILE/],
  ['raw signature without content', { f: answerJson('raw', raw) }, ['f', ...TRUSTED], /--content FILE/],
  ['raw signature without certificate', { f: raw, c: CONTENT }, ['f', '--content', 'c'], /--certificate FILE/],
  ['missing content file', { f: message({ detached: true }) }, ['f', '--content', 'gone'], /there is no such file/],
  ['anchors that are no certificates', { f: message(), a: CONTENT }, ['f', '--anchors', 'a'], /not a certificate/],
  [
    'anchors in PEM without certificate',
    { f: message(), a: encodePem('X509 CRL', issueCrl(root).der) },
    ['f', '--anchors', 'a'],
    /not a certificate/,
  ],
  ['anchors that are a message', { f: message() }, ['f', '--anchors', 'f'], /not a certificate/],
  ['list that is a certificate', { f: message(), l: pemOf(root) }, ['f', '--crl', 'l'], /not a revocation list/],
  ['token that is a message', { f: message() }, ['f', '--token', 'f'], /not a timestamp token/],
  ['JSON cut off', { f: answerJson('cms', message()).slice(0, 99) }, ['f'], /no complete JSON object/],
  ['JSON without signature', { f: '{"format":"cms"}' }, ['f'], /has no signature/],
  ['JSON of another format', { f: answerJson('cms', message(), { format: 'pdf' }) }, ['f'], /has to be one of/],
  [
    'JSON whose format is not that of the signature',
    { f: answerJson('cms', raw) },
    ['f'],
    /not of the format it names/,
  ],
  [
    'JSON with bad Base64',
    { f: answerJson('cms', raw, { signature: 'AB=C' }) },
    ['f'],
    /signature in the JSON is not Base64/,
  ],
  [
    'JSON with a chain that is none',
    { f: answerJson('raw', raw, { chain: [1] }) },
    ['f'],
    /chain in the JSON is not Base64/,
  ],
  [
    'JSON with a malformed certificate',
    { f: answerJson('raw', raw, { certificate: 'MAA=' }), c: CONTENT },
    ['f', '--content', 'c'],
    /malformed and may be damaged/,
  ],
  ['task that waits', { f: queued }, ['f'], /nothing is signed yet/],
  [
    'refusal',
    { f: '{"type":"urn:medsign:problem:session-required","status":409}' },
    ['f'],
    /refusal of the platform \(session-required\)/,
  ],
];

for (const [what, files, args, says] of UNUSABLE) {
  test(`${what}: exit code 3 and what is wrong, in both languages`, async (t) => {
    const { code, printed, complained } = await run(t, { ...files, ...ANCHORS }, args);
    assert.equal(code, 3, printed);
    assert.equal(printed, '');
    assert.match(complained, says);
    assert.match(complained, /\p{Script=Han}/u);
    assert.doesNotMatch(complained, /^\s+at /m);
  });
}

test('several signers and one token beside them: exit code 3', async (t) => {
  const [info] = parseSignedData(message()).signers;
  assert.ok(info);
  const part = {
    certificate: signer.certificate.der,
    signature: info.signature,
    signedAttributes: info.signedAttributes?.der ?? CONTENT,
  };
  const f = assembleSignedData({
    profile: 'gm',
    content: CONTENT,
    certificates: CERTIFICATES,
    signers: [part, { ...part, signature: raw }],
  });
  const { code, complained } = await run(t, { f, t: rawToken }, ['f', '--token', 't']);
  assert.equal(code, 3);
  assert.match(complained, /several signers/);
});
