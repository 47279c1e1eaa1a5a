/** Runs a test on the engine with vectors and on the one without, which old phones get. */
import { test } from 'node:test';
import { type Engine, replaceEngine, separateEngine } from '../src/crypto/wasm/engine.ts';
import { forgetKeys } from '../src/crypto/wasm/known-keys.ts';

/** A test of synchronous code under both engines. */
export function testBothEngines(name: string, body: () => void): void {
  for (const variant of ['simd', 'scalar'] as const) {
    test(`${name} (${variant})`, () => withEngine(separateEngine(variant), body));
  }
}

/** Runs `body` on an engine of its own: what it does to tables and memory ends with it. */
export function withEngine(engine: Engine, body: () => void): void {
  const before = replaceEngine(engine);
  forgetKeys();
  try {
    body();
  } finally {
    replaceEngine(before);
    forgetKeys();
  }
}
