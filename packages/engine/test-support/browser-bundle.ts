import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ENTRY = fileURLToPath(new URL('./browser-entry.ts', import.meta.url));

/** browser-entry.ts and the engine as one script that defines `engineSuite`. */
export async function browserBundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry: ENTRY, name: 'engineSuite', formats: ['iife'] } },
  });
  const [first] = Array.isArray(result) ? result : [result];
  assert.ok(first !== undefined && 'output' in first);
  return first.output[0].code;
}
