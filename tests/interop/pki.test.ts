/** Certificates, requests and CRLs: OpenSSL and BouncyCastle accept ours, we accept theirs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { OID } from '@medsign/engine/asn1/oids';
import { concatBytes } from '@medsign/engine/bytes/bytes';
import { generateSm2KeyPair, type Sm2KeyPair, sm2Sign, sm2SignatureToDer } from '@medsign/engine/crypto/sm2';
import { assembleCertificate, buildTbsCertificate, parseCertificate } from '@medsign/engine/pki/certificate';
import { assembleCrl, buildTbsCrl, parseCrl } from '@medsign/engine/pki/crl';
import { assembleCsr, buildCertificationRequestInfo, parseCsr, verifyCsr } from '@medsign/engine/pki/csr';
import * as extensions from '@medsign/engine/pki/extensions';
import { commonNameOf, type Name, nameOf } from '@medsign/engine/pki/name';
import { encodePem } from '@medsign/engine/pki/pem';
import { encodeSm2Spki } from '@medsign/engine/pki/public-key';
import { validatePath } from '@medsign/engine/pki/validate-path';
import { seededRandom } from '@medsign/testing/random';
import {
  type BouncyCastle,
  fieldsOf,
  needsBouncyCastle,
  needsOpenSsl,
  openssl,
  openWorkspace,
  startBouncyCastle,
} from './foreign-tools.ts';

const workspace = openWorkspace();
const random = seededRandom('interop pki');
const at = new Date('2026-11-23T02:00:00Z');
let bouncyCastle: BouncyCastle | undefined;

before(() => {
  if (needsBouncyCastle === false) bouncyCastle = startBouncyCastle();
});
after(() => {
  bouncyCastle?.close();
  workspace.remove();
});

interface Party {
  readonly name: Name;
  readonly key: Sm2KeyPair;
}

function party(commonName: string): Party {
  const name = nameOf([
    [OID.countryName, 'CN'],
    [OID.organizationName, '示例医院'],
    [OID.commonName, commonName],
  ]);
  return { name, key: generateSm2KeyPair(random) };
}

function sign(signer: Party, bytes: Uint8Array): Uint8Array {
  return sm2SignatureToDer(sm2Sign(signer.key, bytes, random));
}

function certify(
  subject: Party,
  issuer: Party,
  options: { readonly pathLength?: number; readonly serial: number },
): Uint8Array {
  const authority = options.pathLength !== undefined;
  const tbs = buildTbsCertificate({
    serial: Uint8Array.of(0x70, options.serial, 1, 2, 3),
    issuer: issuer.name,
    subject: subject.name,
    notBefore: new Date(at.getTime() - 86_400_000),
    notAfter: new Date(at.getTime() + 365 * 86_400_000),
    spki: encodeSm2Spki(subject.key.publicKey),
    extensions: [
      ...(authority ? [extensions.basicConstraintsExtension({ ca: true, pathLength: options.pathLength ?? 0 })] : []),
      extensions.keyUsageExtension(authority ? ['keyCertSign', 'cRLSign'] : ['digitalSignature', 'nonRepudiation']),
      extensions.subjectKeyIdentifierExtension(extensions.keyIdentifierOf(subject.key.publicKey)),
      extensions.authorityKeyIdentifierExtension(extensions.keyIdentifierOf(issuer.key.publicKey)),
    ],
  });
  return assembleCertificate(tbs, sign(issuer, tbs));
}

const root = party('根CA');
const issuing = party('签发CA');
const doctor = party('医生 龘䶮㐱𠮷');
const rootDer = certify(root, root, { pathLength: 1, serial: 1 });
const issuingDer = certify(issuing, root, { pathLength: 0, serial: 2 });
const doctorDer = certify(doctor, issuing, { serial: 3 });

function ourCrl(revoked: readonly Uint8Array[]): Uint8Array {
  const tbs = buildTbsCrl({
    issuer: issuing.name,
    thisUpdate: new Date(at.getTime() - 3_600_000),
    nextUpdate: new Date(at.getTime() + 7 * 86_400_000),
    crlNumber: 7n,
    authorityKeyIdentifier: extensions.keyIdentifierOf(issuing.key.publicKey),
    revoked: revoked.map((serial) => ({
      serial,
      revokedAt: new Date(at.getTime() - 7_200_000),
      reason: 'keyCompromise' as const,
    })),
  });
  return assembleCrl(tbs, sign(issuing, tbs));
}

/** Changes one octet in the middle of the signed part. */
function tampered(der: Uint8Array): Uint8Array {
  const copy = der.slice();
  const index = Math.floor(der.length / 2);
  copy[index] = (copy[index] as number) ^ 1;
  return copy;
}

/** One link at a time: the national signer id given on the command line reaches only the certificate at the end of a chain. */
function opensslVerifies(subject: Uint8Array, issuer: Uint8Array, ...extra: readonly string[]): boolean {
  const trusted = workspace.write('issuer.pem', encodePem('CERTIFICATE', issuer));
  const file = workspace.write('subject.pem', encodePem('CERTIFICATE', subject));
  const time = extra.includes('-attime') ? [] : ['-attime', String(Math.floor(at.getTime() / 1000))];
  const id = ['-vfyopt', 'distid:1234567812345678'];
  return openssl('verify', ...id, ...time, ...extra, '-partial_chain', '-trusted', trusted, file).ok;
}

test('OpenSSL verifies our chain, and refuses it when an octet changes or the time has passed', {
  skip: needsOpenSsl,
}, () => {
  assert.ok(opensslVerifies(issuingDer, rootDer));
  assert.ok(opensslVerifies(doctorDer, issuingDer));
  assert.equal(opensslVerifies(tampered(doctorDer), issuingDer), false);
  assert.equal(
    opensslVerifies(doctorDer, issuingDer, '-attime', String(Math.floor(at.getTime() / 1000) + 800 * 86_400)),
    false,
  );
});

test('OpenSSL shows our names, also rare characters', { skip: needsOpenSsl }, () => {
  const file = workspace.write('leaf.der', doctorDer);
  const { ok, output } = openssl('x509', '-inform', 'DER', '-in', file, '-noout', '-subject', '-nameopt', 'utf8');
  assert.ok(ok);
  assert.match(output, /医生 龘䶮㐱𠮷/u);
});

test('OpenSSL reads our CRL and verifies its signature', { skip: needsOpenSsl }, () => {
  const crl = ourCrl([parseCertificate(doctorDer).serial]);
  const listed = openssl('crl', '-inform', 'DER', '-in', workspace.write('our.crl', crl), '-noout', '-text');
  assert.match(listed.output, /CRL Number:\s*7/);
  assert.match(listed.output, /Serial Number: 7003010203/);
  assert.match(listed.output, /Key Compromise/);
  // OpenSSL has no way to give a CRL's verification a signer id, so its signature is checked as that of a message.
  const { tbs, signature } = parseCrl(crl);
  const key = workspace.write('issuing-key.pem', encodePem('PUBLIC KEY', encodeSm2Spki(issuing.key.publicKey)));
  const verifies = (message: Uint8Array): boolean => {
    const files = ['-in', workspace.write('tbs', message), '-sigfile', workspace.write('tbs.sig', signature)];
    const args = ['-verify', '-pubin', '-inkey', key, '-rawin', '-digest', 'sm3', ...files];
    return openssl('pkeyutl', ...args, '-pkeyopt', 'distid:1234567812345678').ok;
  };
  assert.ok(verifies(tbs));
  assert.equal(verifies(tampered(tbs)), false);
});

test("OpenSSL's SM2 certificate and request are read and verified by us", { skip: needsOpenSsl }, async () => {
  const key = workspace.path('foreign.pem');
  openssl('ecparam', '-name', 'SM2', '-genkey', '-noout', '-out', key);
  const signing = ['-sm3', '-sigopt', 'distid:1234567812345678', '-subj', '/C=CN/O=Foreign/CN=Foreign root'];
  const made = openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    key,
    ...signing,
    '-days',
    '3650',
    '-outform',
    'DER',
    '-out',
    workspace.path('foreign.der'),
  );
  assert.ok(made.ok, made.output);
  const certificate = parseCertificate(new Uint8Array(readFileSync(workspace.path('foreign.der'))));
  const now = new Date(certificate.notBefore.getTime() + 1000);
  const report = await validatePath({
    leaf: certificate,
    intermediates: [],
    anchors: [certificate],
    at: now,
    crls: [],
    revocation: 'none',
  });
  assert.equal(report.verdict, 'valid', JSON.stringify(report.checks));
  const request = openssl(
    'req',
    '-new',
    '-key',
    key,
    ...signing,
    '-outform',
    'DER',
    '-out',
    workspace.path('foreign.csr'),
  );
  assert.ok(request.ok, request.output);
  const csr = parseCsr(new Uint8Array(readFileSync(workspace.path('foreign.csr'))));
  assert.ok(await verifyCsr(csr));
});

test('OpenSSL verifies our certification request', { skip: needsOpenSsl }, () => {
  const info = buildCertificationRequestInfo({ subject: doctor.name, spki: encodeSm2Spki(doctor.key.publicKey) });
  const file = workspace.write('our.csr', assembleCsr(info, sign(doctor, info)));
  const { output } = openssl(
    'req',
    '-inform',
    'DER',
    '-in',
    file,
    '-noout',
    '-verify',
    '-vfyopt',
    'distid:1234567812345678',
  );
  assert.match(output, /OK/);
});

test('BouncyCastle verifies our certificates, request and CRL', { skip: needsBouncyCastle }, async () => {
  const ask = (bouncyCastle as BouncyCastle).ask;
  assert.equal(await ask('certificate', rootDer, rootDer), 'true');
  assert.equal(await ask('certificate', issuingDer, rootDer), 'true');
  assert.equal(await ask('certificate', doctorDer, issuingDer), 'true');
  assert.equal(await ask('certificate', doctorDer, rootDer), 'false');
  const serial = parseCertificate(doctorDer).serial;
  assert.equal(await ask('crl', ourCrl([serial]), issuingDer, serial), 'true true');
  assert.equal(await ask('crl', ourCrl([]), issuingDer, serial), 'true false');
  const info = buildCertificationRequestInfo({ subject: doctor.name, spki: encodeSm2Spki(doctor.key.publicKey) });
  assert.equal(await ask('csr', assembleCsr(info, sign(doctor, info))), 'true');
});

test("we validate BouncyCastle's chain", { skip: needsBouncyCastle }, async () => {
  const made = fieldsOf(await (bouncyCastle as BouncyCastle).ask('make', new TextEncoder().encode('x')));
  const leaf = parseCertificate(made.signer as Uint8Array);
  const anchor = parseCertificate(made.root as Uint8Array);
  assert.equal(commonNameOf(leaf.subject), 'BC 张三');
  const input = { leaf, intermediates: [], anchors: [anchor], at: new Date(leaf.notBefore.getTime() + 1000), crls: [] };
  assert.equal((await validatePath({ ...input, revocation: 'none' })).verdict, 'valid');
  assert.equal(
    (await validatePath({ ...input, anchors: [parseCertificate(rootDer)], revocation: 'none' })).verdict,
    'indeterminate',
  );
  const broken = parseCertificate(
    concatBytes(leaf.der.subarray(0, leaf.der.length - 1), Uint8Array.of((leaf.der.at(-1) as number) ^ 1)),
  );
  assert.equal((await validatePath({ ...input, leaf: broken, revocation: 'none' })).verdict, 'invalid');
});

test('our CRL reads back', () => {
  assert.equal(parseCrl(ourCrl([Uint8Array.of(1)])).crlNumber, 7n);
});
