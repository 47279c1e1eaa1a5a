/** SM2 signing in Chromium against Node on the same machine, in interleaved rounds of wall time: `node bench/crypto/chromium.ts`. */
import { toHex } from '../../packages/engine/src/bytes/hex.ts';
import { generateSm2KeyPair } from '../../packages/engine/src/crypto/sm2.ts';
import { browserBundle } from '../../packages/engine/test-support/browser-bundle.ts';
import { signRate } from '../../packages/engine/test-support/browser-entry.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { median } from './measurement.ts';
import { pooledRandom } from './pooled-random.ts';

const ROUNDS = 5;
const SLICE = 300;

const pair = generateSm2KeyPair(pooledRandom);
const key = { privateKey: toHex(pair.privateKey), publicKey: toHex(pair.publicKey) };
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  await page.addScriptTag({ content: await browserBundle() });
  const inBrowser = async (): Promise<number> =>
    Number(await page.evaluate(`engineSuite.signRate(${JSON.stringify(key)}, ${SLICE})`));
  await inBrowser();
  signRate(key, SLICE);
  const rates: { node: number; chromium: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) rates.push({ node: signRate(key, SLICE), chromium: await inBrowser() });
  const [node, chromium] = [median(rates.map((rate) => rate.node)), median(rates.map((rate) => rate.chromium))];
  const ratio = median(rates.map((rate) => rate.chromium / rate.node));
  console.log(`sm2.sign: Node ${Math.round(node)}/s, Chromium ${Math.round(chromium)}/s, ratio ${ratio.toFixed(2)}`);
} finally {
  await browser.close();
}
