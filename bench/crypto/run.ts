/**
 * Measures the engine against its peers: `npm run bench:crypto -- [--json FILE] [--markdown FILE] [--rounds N] [--slice MS]`.
 * One thread, CPU time, medians of interleaved rounds; a ratio compares rates of the same round.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Metric, type Results, runRounds } from './measurement.ts';
import { cryptoMetrics } from './metrics.ts';
import { compileOpenssl } from './openssl.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    markdown: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    slice: { type: 'string', default: '150' },
  },
});

const openssl = compileOpenssl();
if (typeof openssl === 'string') console.error(`OpenSSL's libcrypto is skipped: ${openssl}.`);
const metrics = cryptoMetrics(typeof openssl === 'string' ? undefined : openssl);
const results = runRounds(metrics, Number(values.rounds), Number(values.slice));
const table = markdownOf(metrics, results);
console.log(table);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
if (values.markdown !== undefined) writeFileSync(values.markdown, table);

/** A row per metric: ours, then every peer with the ratio to it. */
function markdownOf(measured: readonly Metric[], of: Results): string {
  const lines = ['| metric | ours | peers: rate (ours ÷ theirs) |', '|---|---:|---|'];
  for (const { name, unit } of measured) {
    const result = of[name];
    if (result === undefined) continue;
    const peers = Object.entries(result.peers).map(
      ([peer, rate]) => `${peer} ${rateText(rate, unit)} (**${(result.ratio[peer] ?? Number.NaN).toPrecision(3)}×**)`,
    );
    lines.push(`| \`${name}\` | ${rateText(result.ours, unit)} | ${peers.join(' · ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

function rateText(rate: number, unit: Metric['unit']): string {
  if (unit === 'octet') return `${(rate / 1e6).toPrecision(3)} MB/s`;
  return `${Math.round(rate).toLocaleString('en-GB')}/s`;
}
