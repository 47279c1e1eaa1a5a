import { type Engine, replaceEngine } from '../src/crypto/wasm/engine.ts';
import { forgetKeys } from '../src/crypto/wasm/known-keys.ts';

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
