/** The engine in Chromium: the same module, bundled the way the apps are, against answers made here. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchBrowser } from '@medsign/testing/browser';
import { seededRandom } from '@medsign/testing/random';
import { browserBundle } from '../../test-support/browser-bundle.ts';
import type { VectorReport } from '../../test-support/browser-vectors.ts';
import { runVectors } from '../../test-support/browser-vectors.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { generateSm2KeyPair, sm2Sign, sm2Verify } from './sm2.ts';
import { sm2Encrypt } from './sm2-encryption.ts';
import { sm3 } from './sm3.ts';
import { sm4GcmEncrypt } from './sm4-gcm.ts';

interface BrowserAnswers {
  readonly verdicts: readonly boolean[];
  readonly signatures: readonly string[];
  readonly decrypted: string;
  readonly hash: string;
  readonly sealed: string;
}

test('Chromium signs, verifies, decrypts and hashes as Node does', async () => {
  const random = seededRandom('browser');
  const key = generateSm2KeyPair(random);
  const messages = Array.from({ length: 20 }, (_, i) => random(i * 7));
  const signatures = messages.map((message) => sm2Sign(key, message, random));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: await browserBundle() });
    const input = {
      privateKey: toHex(key.privateKey),
      publicKey: toHex(key.publicKey),
      messages: messages.map(toHex),
      signatures: signatures.map(toHex),
      ciphertext: toHex(sm2Encrypt(key.publicKey, random(77), seededRandom('cipher'))),
    };
    const answers = (await page.evaluate(`engineSuite.runSuite(${JSON.stringify(input)})`)) as BrowserAnswers;
    assert.deepEqual(
      answers.verdicts,
      messages.map(() => true),
    );
    answers.signatures.forEach((signature, i) => {
      assert.equal(sm2Verify(key.publicKey, messages[i] as Uint8Array, fromHex(signature)), true);
    });
    assert.equal(answers.decrypted.length, 154);
    assert.equal(answers.hash, toHex(sm3(messages[19] as Uint8Array)));
    assert.equal(
      answers.sealed,
      toHex(sm4GcmEncrypt(key.privateKey.subarray(0, 16), new Uint8Array(12), new Uint8Array(5000))),
    );
  } finally {
    await browser.close();
  }
});

test('vectors, refusals and random properties in Chromium, with vectors of the processor and without', async (t) => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: await browserBundle() });
    const here = runVectors(seededRandom('browser vectors'), 2000);
    assert.deepEqual(here.failures, []);
    for (const variant of ['simd', 'scalar']) {
      const report = (await page.evaluate(`engineSuite.runVariant('${variant}', 2000)`)) as VectorReport;
      assert.deepEqual(report, here);
      t.diagnostic(`${variant}: ${report.checks} checks`);
    }
  } finally {
    await browser.close();
  }
});
