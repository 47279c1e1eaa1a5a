/** Runs a test on the engine with vectors and on the one without, which old phones get. */
import { test } from 'node:test';
import { separateEngine } from '../src/crypto/wasm/engine.ts';
import { withEngine } from './with-engine.ts';

/** A test of synchronous code under both engines. */
export function testBothEngines(name: string, body: () => void): void {
  for (const variant of ['simd', 'scalar'] as const) {
    test(`${name} (${variant})`, () => withEngine(separateEngine(variant), body));
  }
}
