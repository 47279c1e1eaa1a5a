import { loadEngine as load } from './wasm/engine.ts';
import { setTableBudget } from './wasm/known-keys.ts';

/** Compiles the engine without blocking. Needed only in browsers that refuse to do so on their main thread at first use. */
export async function loadEngine(): Promise<void> {
  await load();
}

/** Limits the memory of all tables of known public keys (default 16 MiB; 15 KiB a key) and drops those there are. */
export function setKeyTableBudget(octets: number): void {
  setTableBudget(octets);
}
