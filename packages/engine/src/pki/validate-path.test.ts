import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createAuthority,
  type Holder,
  issueCrl,
  issueSigner,
  NOW,
  random,
  signDer,
  testName,
} from '../../test-support/authority.ts';
import { sequence } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { generateSm2KeyPair } from '../crypto/sm2.ts';
import { algorithmIdentifier } from './algorithm-identifier.ts';
import { assembleCertificate, buildTbsCertificate, type Certificate, parseCertificate } from './certificate.ts';
import {
  authorityKeyIdentifierExtension,
  basicConstraintsExtension,
  certificatePoliciesExtension,
  extendedKeyUsageExtension,
  extension,
  keyUsageExtension,
  subjectKeyIdentifierExtension,
} from './extensions.ts';
import { type PathQuestion, type PathReport, validatePath } from './validate-path.ts';

const root = createAuthority('根 CA');
const ca = createAuthority('签发 CA', root);
const person = issueSigner(ca, '张三');

function judge(leaf: Holder | Certificate, question: Partial<PathQuestion> = {}): Promise<PathReport> {
  return validatePath({
    leaf: 'certificate' in leaf ? leaf.certificate : leaf,
    intermediates: [ca.certificate],
    anchors: [root.certificate],
    at: NOW,
    crls: [],
    revocation: 'none',
    ...question,
  });
}

function assertCheck(report: PathReport, name: string, result: string, words: RegExp = /./): void {
  const found = report.checks.find((check) => check.name === name && check.result === result);
  assert.ok(found, JSON.stringify(report.checks, null, 1));
  assert.match(found.detail ?? '-', words);
}

async function assertInvalid(report: Promise<PathReport>, name: string, words?: RegExp): Promise<void> {
  const done = await report;
  assert.equal(done.verdict, 'invalid', JSON.stringify(done.checks, null, 1));
  assertCheck(done, name, 'failed', words);
}

test('a path of three is valid and reported from leaf to anchor', async () => {
  const report = await judge(person, { requiredKeyUsage: ['digitalSignature'] });
  assert.equal(report.verdict, 'valid');
  assert.deepEqual(report.path, [person.certificate, ca.certificate, root.certificate]);
  assert.match(report.checks[0]?.detail ?? '', /^CN=张三,.*← CN=签发 CA,.*← CN=根 CA/);
});

test('the anchor may be the issuing authority, or the certificate itself', async () => {
  assert.equal((await judge(person, { anchors: [ca.certificate], intermediates: [] })).path.length, 2);
  const own = await judge(root);
  assert.equal(own.verdict, 'valid');
  assert.equal(own.path.length, 1);
});

test('without issuer, or with an unknown root, nothing can be said', async () => {
  for (const question of [
    { intermediates: [] },
    { anchors: [createAuthority('另一根').certificate] },
    { anchors: [] },
  ]) {
    const report = await judge(person, question);
    assert.equal(report.verdict, 'indeterminate');
    assert.deepEqual(report.path, [person.certificate]);
    assertCheck(report, 'chain', 'indeterminate', /no trusted issuer/);
  }
});

test('a self-signed leaf that is no anchor is not trusted', async () => {
  const loner = createAuthority('自签');
  assert.equal((await judge(loner)).verdict, 'indeterminate');
});

test('a forged signature is invalid', async () => {
  const forged = issueSigner(ca, '假张三', { signWith: generateSm2KeyPair(random) });
  await assertInvalid(judge(forged), 'chain', /invalid/);
});

test("an authority forged under the real one's name is never trusted, whatever it claims", async () => {
  const identifier = ca.certificate.extensions.subjectKeyIdentifier ?? new Uint8Array(1);
  const fake = createAuthority('签发 CA', undefined, { extensions: [subjectKeyIdentifierExtension(identifier)] });
  const intermediates = [fake.certificate, ca.certificate];
  const claiming = issueSigner(fake, '受害者', { extensions: [authorityKeyIdentifierExtension(identifier)] });
  await assertInvalid(judge(claiming, { intermediates }), 'chain');
  assert.equal((await judge(issueSigner(fake, '受害者'), { intermediates })).verdict, 'indeterminate');
});

test('key identifiers are hints only: a lie neither breaks nor makes a path', async () => {
  const lying = issueSigner(ca, '王五', { extensions: [authorityKeyIdentifierExtension(new Uint8Array(20))] });
  assert.equal((await judge(lying)).verdict, 'valid');
  const other = createAuthority('签发 CA', root);
  const hinted = issueSigner(ca, '王五', { signWith: generateSm2KeyPair(random) });
  assert.notEqual((await judge(hinted, { intermediates: [other.certificate] })).verdict, 'valid');
});

test('two authorities of one name: the one whose key signed is found', async () => {
  const second = createAuthority('签发 CA', root);
  for (const intermediates of [
    [ca.certificate, second.certificate],
    [second.certificate, ca.certificate],
  ]) {
    const report = await judge(issueSigner(second, '赵六'), { intermediates });
    assert.equal(report.verdict, 'valid');
    assert.equal(report.path[1], second.certificate);
  }
  const missing = await judge(issueSigner(second, '赵六'));
  assert.equal(missing.verdict, 'indeterminate');
});

const at = (text: string) => ({ at: new Date(text) });
test('validity counts from the first instant to the end of the last second', async () => {
  assert.equal((await judge(person, at('2026-01-01T00:00:00.000Z'))).verdict, 'valid');
  assert.equal((await judge(person, at('2035-12-31T23:59:59.999Z'))).verdict, 'valid');
  await assertInvalid(judge(person, at('2025-12-31T23:59:59.999Z')), 'validity-period', /not valid before/);
  await assertInvalid(judge(person, at('2036-01-01T00:00:00.000Z')), 'validity-period', /expired/);
});

test('an expired intermediate makes the path invalid', async () => {
  const short = createAuthority('短期 CA', root, { fields: { notAfter: new Date('2026-05-01T00:00:00Z') } });
  const question = { intermediates: [short.certificate] };
  await assertInvalid(judge(issueSigner(short, '张三'), question), 'validity-period', /短期 CA.*expired/);
});

test('another intermediate of the same key that has not expired is preferred', async () => {
  const old = createAuthority('换证 CA', root, { fields: { notAfter: new Date('2026-05-01T00:00:00Z') } });
  const renewed = createAuthority('换证 CA', root, { key: old.key });
  const question = { intermediates: [old.certificate, renewed.certificate] };
  assert.equal((await judge(issueSigner(old, '张三'), question)).verdict, 'valid');
});

for (const [what, options] of [
  ['no basic constraints', { without: [OID.basicConstraints] }],
  ['CA false', { extensions: [basicConstraintsExtension({ ca: false })] }],
] as const) {
  test(`an issuer with ${what} is no authority`, async () => {
    const issuer = createAuthority('非 CA', root, options);
    const question = { intermediates: [issuer.certificate] };
    await assertInvalid(judge(issueSigner(issuer, '张三'), question), 'certificate-authority', /非 CA/);
  });
}

test("a person's certificate issues nothing", async () => {
  const child = issueSigner(person, '子证书');
  const question = { intermediates: [person.certificate, ca.certificate] };
  const report = await judge(child, question);
  assert.equal(report.verdict, 'invalid');
  assertCheck(report, 'certificate-authority', 'failed');
  assertCheck(report, 'issuer-key-usage', 'failed');
});

test('an authority without keyCertSign may not issue', async () => {
  const issuer = createAuthority('仅 CRL', root, { extensions: [keyUsageExtension(['cRLSign'])] });
  await assertInvalid(judge(issueSigner(issuer, 'x'), { intermediates: [issuer.certificate] }), 'issuer-key-usage');
});

test('an authority without key usage at all may issue', async () => {
  const issuer = createAuthority('无用途', root, { without: [OID.keyUsage] });
  assert.equal((await judge(issueSigner(issuer, 'x'), { intermediates: [issuer.certificate] })).verdict, 'valid');
});

for (const [limit, below, verdict] of [
  [0, 0, 'valid'],
  [0, 1, 'invalid'],
  [1, 1, 'valid'],
  [1, 2, 'invalid'],
] as const) {
  test(`path length ${limit} with ${below} authorities below: ${verdict}`, async () => {
    const top = createAuthority('限长 CA', root, {
      extensions: [basicConstraintsExtension({ ca: true, pathLength: limit })],
    });
    const chain = [top];
    for (let n = 0; n < below; n++) chain.push(createAuthority(`下级 ${n}`, chain[n]));
    const report = await judge(issueSigner(chain[below] as Holder, 'x'), {
      intermediates: chain.map(({ certificate }) => certificate),
    });
    assert.equal(report.verdict, verdict);
    assertCheck(report, 'path-length', verdict === 'valid' ? 'passed' : 'failed');
  });
}

test("the anchor's own path length counts", async () => {
  const narrow = createAuthority('窄根', undefined, {
    extensions: [basicConstraintsExtension({ ca: true, pathLength: 0 })],
  });
  const middle = createAuthority('中级', narrow);
  const question = { anchors: [narrow.certificate], intermediates: [middle.certificate] };
  await assertInvalid(judge(issueSigner(middle, 'x'), question), 'path-length', /窄根/);
});

test('a self-issued authority does not count towards the path length', async () => {
  const top = createAuthority('轮换 CA', root, {
    extensions: [basicConstraintsExtension({ ca: true, pathLength: 0 })],
  });
  const rolled = createAuthority('轮换 CA', top);
  const question = { intermediates: [top.certificate, rolled.certificate] };
  assert.equal((await judge(issueSigner(rolled, 'x'), question)).verdict, 'valid');
});

for (const [what, unknown] of [
  ['an unknown critical extension', extension('1.2.3.4', sequence(), true)],
  ['critical policy constraints', extension(OID.policyConstraints, sequence(), true)],
  ['name constraints that are not marked critical', extension(OID.nameConstraints, sequence(), false)],
] as const) {
  test(`${what} on the leaf or an authority: refused`, async () => {
    await assertInvalid(judge(issueSigner(ca, 'x', { extensions: [unknown] })), 'critical-extensions');
    const issuer = createAuthority('扩展 CA', root, { extensions: [unknown] });
    const question = { intermediates: [issuer.certificate] };
    await assertInvalid(judge(issueSigner(issuer, 'x'), question), 'critical-extensions', /扩展 CA/);
  });
}

test('unknown extensions that are not critical, and policies, are passed over', async () => {
  const extensions = [extension('1.2.3.4', sequence()), certificatePoliciesExtension(['1.2.3'])];
  assert.equal((await judge(issueSigner(ca, 'x', { extensions }))).verdict, 'valid');
});

test('key usage of the leaf: one of those asked for must be there', async () => {
  const requiredKeyUsage = ['digitalSignature', 'nonRepudiation'] as const;
  const encryption = issueSigner(ca, '加密', {
    extensions: [keyUsageExtension(['keyEncipherment', 'dataEncipherment'])],
  });
  await assertInvalid(judge(encryption, { requiredKeyUsage }), 'key-usage', /keyEncipherment/);
  const silent = issueSigner(ca, '无用途', { without: [OID.keyUsage] });
  await assertInvalid(judge(silent, { requiredKeyUsage }), 'key-usage', /none/);
  const repudiation = issueSigner(ca, '签', { extensions: [keyUsageExtension(['nonRepudiation'])] });
  assert.equal((await judge(repudiation, { requiredKeyUsage })).verdict, 'valid');
});

test('extended key usage: named by the leaf, not excluded above', async () => {
  const requiredExtendedKeyUsage = OID.timeStamping;
  await assertInvalid(judge(person, { requiredExtendedKeyUsage }), 'extended-key-usage', /names no purpose/);
  const any = issueSigner(ca, 'x', { extensions: [extendedKeyUsageExtension([OID.anyExtendedKeyUsage])] });
  await assertInvalid(judge(any, { requiredExtendedKeyUsage }), 'extended-key-usage');
  const right = { extensions: [extendedKeyUsageExtension([OID.timeStamping])] };
  assert.equal((await judge(issueSigner(ca, 'x', right), { requiredExtendedKeyUsage })).verdict, 'valid');
  const web = createAuthority('网站 CA', root, { extensions: [extendedKeyUsageExtension([OID.serverAuth])] });
  const question = { requiredExtendedKeyUsage, intermediates: [web.certificate] };
  await assertInvalid(judge(issueSigner(web, 'x', right), question), 'extended-key-usage', /网站 CA/);
});

test('an SM2 certificate under the name of another algorithm is invalid', async () => {
  const algorithm = algorithmIdentifier(OID.ecdsaWithSha256);
  const { tbs: _, ...fields } = person.certificate;
  const tbs = buildTbsCertificate({
    ...fields,
    spki: fields.spki.der,
    extensions: fields.extensions.all,
    signatureAlgorithm: algorithm,
  });
  const leaf = parseCertificate(assembleCertificate(tbs, signDer(ca.key, tbs), algorithm));
  await assertInvalid(judge(leaf), 'chain', /mismatch/);
});

test('an algorithm that cannot be computed leaves the path open', async () => {
  const algorithm = algorithmIdentifier('1.2.3.4');
  const { tbs: _, ...fields } = person.certificate;
  const extensions = fields.extensions.all;
  const tbs = buildTbsCertificate({ ...fields, spki: fields.spki.der, extensions, signatureAlgorithm: algorithm });
  const leaf = parseCertificate(assembleCertificate(tbs, signDer(ca.key, tbs), algorithm));
  assertCheck(await judge(leaf), 'chain', 'indeterminate', /1\.2\.3\.4 not supported/);
});

test('names link the path: the right key under another name does not', async () => {
  const renamed = createAuthority('别名 CA', root, { key: ca.key });
  assert.equal((await judge(person, { intermediates: [renamed.certificate] })).verdict, 'indeterminate');
});

test('names are compared as RFC 5280 asks, not octet for octet', async () => {
  const spaced = createAuthority('x', root, { key: ca.key, fields: { subject: testName(' 签发   ca') } });
  assert.equal((await judge(person, { intermediates: [spaced.certificate] })).verdict, 'valid');
});

test('authorities that certify each other make no endless loop', async () => {
  const a = createAuthority('甲', root);
  const b = createAuthority('乙', a);
  const back = createAuthority('甲', b, { key: a.key });
  const lost = { intermediates: [b.certificate, back.certificate], anchors: [createAuthority('无关').certificate] };
  assert.equal((await judge(issueSigner(b, 'x'), lost)).verdict, 'indeterminate');
  const found = { intermediates: [back.certificate, b.certificate, a.certificate] };
  assert.equal((await judge(issueSigner(b, 'x'), found)).verdict, 'valid');
});

test('ten certificates are a path, eleven are not', async () => {
  const chain = [root];
  for (let n = 0; n < 9; n++) chain.push(createAuthority(`第 ${n} 级`, chain[n]));
  const intermediates = chain.map(({ certificate }) => certificate);
  assert.equal((await judge(issueSigner(chain[8] as Holder, 'x'), { intermediates })).verdict, 'valid');
  const longer = await judge(issueSigner(chain[9] as Holder, 'x'), { intermediates });
  assertCheck(longer, 'chain', 'indeterminate', /more than 10/);
});

test('a maze of cross-certificates ends within its budget', async () => {
  const keys = Array.from({ length: 6 }, () => generateSm2KeyPair(random));
  const holders = keys.map((key, n) => createAuthority(`迷宫 ${n}`, undefined, { key }));
  const crossed = holders.flatMap((issuer, from) =>
    holders.flatMap((subject, to) =>
      from === to ? [] : [createAuthority(`迷宫 ${to}`, issuer, { key: subject.key }).certificate],
    ),
  );
  const report = await judge(issueSigner(holders[0] as Holder, 'x'), { intermediates: crossed });
  assertCheck(report, 'chain', 'indeterminate', /more than 100 signatures|loop|no trusted/);
});

test('a hundred false authorities of one name end within the budget', async () => {
  const tbs = ca.certificate;
  const { tbs: _, ...fields } = tbs;
  const fakes = Array.from({ length: 101 }, (_unused, n) => {
    const made = buildTbsCertificate({
      ...fields,
      serial: Uint8Array.of(1, n + 1),
      spki: person.certificate.spki.der,
      extensions: [basicConstraintsExtension({ ca: true })],
    });
    return parseCertificate(assembleCertificate(made, Uint8Array.of(0x30, 0)));
  });
  const report = await judge(person, { intermediates: fakes });
  assertCheck(report, 'chain', 'indeterminate', /more than 100/);
});

test('revocation that is not asked for is named as skipped', async () => {
  assertCheck(await judge(person, { crls: [issueCrl(ca)] }), 'critical-extensions', 'passed', /-/);
  assertCheck(await judge(person), 'revocation', 'skipped', /not asked for/);
});
