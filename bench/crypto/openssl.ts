/** OpenSSL's libcrypto through EVP: a small C program, compiled when a compiler and the headers are there. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contender } from './measurement.ts';

const SOURCE = fileURLToPath(new URL('./openssl-peer.c', import.meta.url));

export type OpensslMetric = 'sign' | 'verify' | 'sm3.1k' | 'sm3.1m' | 'sm4.cbc';

/** Makes contenders, or says why there are none. */
export function compileOpenssl(): ((metric: OpensslMetric, name?: string) => Contender) | string {
  const program = join(mkdtempSync(join(tmpdir(), 'medsign-bench-')), 'openssl-peer');
  const compiled = spawnSync('cc', ['-O2', SOURCE, '-o', program, '-lcrypto'], { encoding: 'utf8' });
  if (compiled.error) return `no C compiler (${compiled.error.message})`;
  if (compiled.status !== 0) return `the OpenSSL headers are missing (${compiled.stderr.split('\n')[0]})`;
  return (metric, name = 'openssl') => ({
    name,
    rate: (milliseconds) => {
      const run = spawnSync(program, [metric, String(milliseconds)], { encoding: 'utf8' });
      if (run.status !== 0) throw new Error(`openssl-peer ${metric}: ${run.stderr || `status ${run.status}`}`);
      return Number(run.stdout);
    },
  });
}
