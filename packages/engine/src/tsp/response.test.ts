import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Asn1Error } from '../asn1/asn1-error.ts';
import { integer, namedBits, sequence, utf8String } from '../asn1/der-writer.ts';
import { FAILURE_BITS, type PkiFailureInfo } from './failure-info.ts';
import { grantedResponse, parseTimeStampResp, rejectedResponse } from './response.ts';

const token = sequence(integer(1));

test('a granted response carries its token', () => {
  assert.deepEqual(parseTimeStampResp(grantedResponse(token)), { status: 'granted', texts: [], failures: [], token });
});

test('every failure reads back with its text', () => {
  for (const failure of Object.keys(FAILURE_BITS) as PkiFailureInfo[]) {
    assert.deepEqual(parseTimeStampResp(rejectedResponse(failure, '不支持')), {
      status: 'rejection',
      texts: ['不支持'],
      failures: [failure],
    });
  }
});

for (const [what, der] of [
  ['granted without token', sequence(sequence(integer(0)))],
  ['a rejection with token', sequence(sequence(integer(2)), token)],
  ['an unknown status', sequence(sequence(integer(6)))],
  ['a negative status', sequence(sequence(integer(-1)))],
  ['an unknown failure', sequence(sequence(integer(2), namedBits([1])))],
  ['text in another type', sequence(sequence(integer(2), sequence(integer(1))))],
  ['something behind the token', sequence(sequence(integer(0)), token, utf8String('x'))],
  ['something behind the status', sequence(sequence(integer(2), utf8String('x')))],
] as const) {
  test(`${what} is refused`, () => assert.throws(() => parseTimeStampResp(der), Asn1Error));
}
