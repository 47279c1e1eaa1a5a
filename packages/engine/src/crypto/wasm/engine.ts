/** The WebAssembly module of the engine (packages/engine/wasm): instantiated at first use, the same on every platform. */
import { ENGINE_MODULE as SCALAR_MODULE } from '../../../build/engine-scalar.ts';
import { ENGINE_MODULE as SIMD_MODULE } from '../../../build/engine-simd.ts';
import { fromBase64 } from '../../bytes/base64.ts';
import { type WasmMemory, type WasmModule, webAssembly } from './web-assembly.ts';

/** Functions of the module. Numbers are addresses in its memory, lengths in octets, or a status. */
export interface EngineFunctions {
  initialise(): void;
  sm3(data: number, length: number, digest: number): void;
  sm3Start(state: number): void;
  sm3Blocks(state: number, data: number, count: number): void;
  sm3Finish(state: number, data: number, length: number, total: bigint, digest: number): void;
  sm3FourStart(): void;
  sm3FourBlocks(data: number, stride: number, count: number): void;
  sm3FourFinish(data: number, stride: number, length: number, total: bigint, digests: number): void;
  hmac(key: number, data: number, length: number, digest: number): void;
  kdfMask(z: number, counter: number, data: number, length: number): number;
  checkPrivateKey(privateKey: number): number;
  publicKey(privateKey: number, out: number): number;
  sign(privateKey: number, digest: number, random: number, out: number): number;
  signWithNonce(privateKey: number, digest: number, nonce: number, out: number): number;
  signBatch(items: number, count: number): number;
  validPoint(key: number): number;
  verify(key: number, digest: number, signature: number): number;
  buildKeyTable(key: number, slot: number): number;
  verifyWithTable(slot: number, key: number, digest: number, signature: number): number;
  verifyBatch(items: number, count: number): number;
  multiplyGenerator(scalar: number, out: number): number;
  multiplyPoint(scalar: number, point: number, out: number): number;
  addPoints(left: number, right: number, out: number): number;
  decompress(x: number, parity: number, out: number): number;
  scalarMultiplyAdd(a: number, b: number, c: number, out: number): number;
  scalarInverse(a: number, out: number): number;
  sm4Schedule(key: number, roundKeys: number, decrypt: number): void;
  sm4Blocks(roundKeys: number, data: number, count: number): void;
  sm4CbcEncrypt(roundKeys: number, iv: number, data: number, count: number): void;
  sm4CbcDecrypt(roundKeys: number, iv: number, data: number, count: number): void;
  sm4CbcMac(roundKeys: number, mac: number, data: number, length: number): void;
  sm4Ctr(roundKeys: number, counter: number, data: number, length: number, short: number): void;
  wipeSm4(): void;
  ghashKey(h: number): void;
  ghash(sum: number, data: number, length: number): void;
  wipeGhash(): void;
}

export interface Engine {
  readonly call: EngineFunctions;
  /** The whole memory; replaced when it grows, so never keep it. */
  octets: Uint8Array<ArrayBuffer>;
  readonly memory: WasmMemory;
}

/** A module of one function that uses a vector: validates only where SIMD is there. */
const SIMD_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

let current: Engine | undefined;

/** The engine; compiles it (about 2 ms) when no earlier call did. */
export function engine(): Engine {
  current ??= instantiate(new webAssembly.Module(moduleOctets()));
  return current;
}

/** Compiles the engine without blocking, for browsers that refuse to do so synchronously on their main thread. */
export async function loadEngine(): Promise<void> {
  if (current !== undefined) return;
  const module = await webAssembly.compile(moduleOctets());
  current ??= instantiate(module);
}

/** An engine of its own with or without vectors: for tests and benches that compare both. */
export function separateEngine(variant: 'simd' | 'scalar'): Engine {
  return instantiate(new webAssembly.Module(decode(variant === 'simd' ? SIMD_MODULE : SCALAR_MODULE)));
}

/** Makes this engine the one in use and returns the one before. */
export function replaceEngine(replacement: Engine): Engine {
  const before = engine();
  current = replacement;
  return before;
}

function moduleOctets(): Uint8Array<ArrayBuffer> {
  return decode(webAssembly.validate(SIMD_PROBE) ? SIMD_MODULE : SCALAR_MODULE);
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  return fromBase64(text) as Uint8Array<ArrayBuffer>;
}

function instantiate(module: WasmModule): Engine {
  const exports = new webAssembly.Instance(module).exports as EngineFunctions & { memory: WasmMemory };
  exports.initialise();
  return { call: exports, memory: exports.memory, octets: new Uint8Array(exports.memory.buffer) };
}
