/** Whatever octets come in, the readers either return something that re-encodes to them or throw Asn1Error. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAuthority, issueCrl, issueSigner, issueTimestampUnit, signDer } from '../../test-support/authority.ts';
import { makeMessage, makeToken } from '../../test-support/messages.ts';
import { mutationsOf } from '../../test-support/mutations.ts';
import { Asn1Error } from '../asn1/asn1-error.ts';
import { sequence } from '../asn1/der-writer.ts';
import { parseCertificate } from '../pki/certificate.ts';
import { parseCrl } from '../pki/crl.ts';
import { assembleCsr, buildCertificationRequestInfo, parseCsr } from '../pki/csr.ts';
import { keyUsageExtension, subjectAltNameExtension } from '../pki/extensions.ts';
import { grantedResponse, parseTimeStampResp, rejectedResponse } from '../tsp/response.ts';
import { parseTstInfo } from '../tsp/tst-info.ts';
import { parseSignedData } from './signed-data.ts';

const root = createAuthority('根 CA');
const person = issueSigner(root, '张三', {
  extensions: [subjectAltNameExtension([{ kind: 'dns', value: 'a.example' }])],
});
const unit = issueTimestampUnit(root, '时间戳 1');
const content = new TextEncoder().encode('处方');
const info = buildCertificationRequestInfo({
  subject: person.name,
  spki: person.certificate.spki.der,
  extensions: [keyUsageExtension(['digitalSignature'])],
});
const token = makeToken(unit, content);
const tokenContent = parseSignedData(token).content;
assert.ok(tokenContent);

const READERS: readonly (readonly [string, (der: Uint8Array) => object, readonly Uint8Array[]])[] = [
  ['certificates', parseCertificate, [root.certificate.der, person.certificate.der, unit.certificate.der]],
  ['requests', parseCsr, [assembleCsr(info, signDer(person.key, info))]],
  [
    'revocation lists',
    parseCrl,
    [issueCrl(root, { revoked: [{ serial: Uint8Array.of(1), revokedAt: new Date(0), reason: 'superseded' }] }).der],
  ],
  [
    'messages',
    parseSignedData,
    [makeMessage(person, content), makeMessage(person, content, { profile: 'rfc' }), token],
  ],
  ['token contents', parseTstInfo, [tokenContent.octets]],
  ['responses', parseTimeStampResp, [grantedResponse(sequence()), rejectedResponse('badAlg', 'x')]],
];

for (const [what, read, samples] of READERS) {
  test(`${what}: mutated octets are read or refused, never anything else`, () => {
    fc.assert(
      fc.property(mutationsOf(samples), (octets) => {
        try {
          const result = read(octets);
          if ('der' in result) assert.deepEqual(result.der, octets);
        } catch (error) {
          assert.ok(error instanceof Asn1Error, String(error));
        }
      }),
      { seed: 7, numRuns: 1500 },
    );
  });
}
