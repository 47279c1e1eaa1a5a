/**
 * The negative corpus must be strong enough to find libraries that are known to be broken: sm-crypto before 0.5 accepts
 * changed copies of a signature (in 0.3.13 also s + n). If it no longer flags them, it has lost its point.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import badSignatures from '../../vectors/sm2-bad-signatures.json' with { type: 'json' };
import { fromHex } from '../bytes/hex.ts';
import { sm2SignatureFromDer, sm2Verify } from './sm2.ts';

/** As far as it is used here; the package has no types. */
interface SmCrypto {
  readonly sm2: {
    doVerifySignature(
      message: number[],
      signature: string,
      publicKey: string,
      options: { readonly hash: true; readonly der: boolean },
    ): boolean;
  };
}

const require = createRequire(import.meta.url);
const message = fromHex(badSignatures.message);
const corpus = [
  ...badSignatures.raw.map(({ name, signature }) => ({ name: `raw: ${name}`, signature, der: false })),
  ...badSignatures.der.map(({ name, der }) => ({ name: `DER: ${name}`, signature: der, der: true })),
];

/** Names of the bad signatures an implementation takes for good. An exception is a refusal. */
function accepted(verify: (signature: string, der: boolean) => boolean): string[] {
  return corpus
    .filter(({ signature, der }) => {
      try {
        return verify(signature, der);
      } catch {
        return false;
      }
    })
    .map(({ name }) => name);
}

function acceptedBy(library: string): string[] {
  const { sm2 } = require(library) as SmCrypto;
  const verify = (signature: string, der: boolean): boolean =>
    sm2.doVerifySignature([...message], signature, badSignatures.publicKey, { hash: true, der });
  assert.equal(verify(badSignatures.signature, false), true, `${library} refuses the good signature`);
  return accepted(verify);
}

test('sm-crypto 0.3.13 accepts s + n, trailing octets and integers in other forms', () => {
  const names = acceptedBy('sm-crypto-0.3.13');
  for (const name of ['raw: s + n in 33 octets', 'DER: s + n', 'DER: trailing zero', 'DER: r padded']) {
    assert.ok(names.includes(name), `${name} is not among ${names.join(', ')}`);
  }
});

test('sm-crypto 0.4.0 accepts trailing octets and integers in other forms, no longer s + n', () => {
  const names = acceptedBy('sm-crypto-0.4.0');
  for (const name of ['DER: trailing zero', 'DER: third member', 'DER: s padded']) {
    assert.ok(names.includes(name), `${name} is not among ${names.join(', ')}`);
  }
  assert.equal(names.includes('DER: s + n'), false);
});

test('sm-crypto 0.5.8 and this engine accept none of them', () => {
  assert.ok(corpus.length >= 120, `only ${corpus.length} cases`);
  assert.deepEqual(acceptedBy('sm-crypto'), []);
  const publicKey = fromHex(badSignatures.publicKey);
  const ours = accepted((signature, der) =>
    sm2Verify(publicKey, message, der ? sm2SignatureFromDer(fromHex(signature)) : fromHex(signature)),
  );
  assert.deepEqual(ours, []);
});
