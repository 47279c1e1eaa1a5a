/**
 * WebAssembly as far as the engine needs it, as a structural type: Node's types and the DOM's do not agree on a global one,
 * and the engine sees neither.
 */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A compiled module; opaque. */
export type WasmModule = object;

interface WebAssemblyLike {
  readonly Module: new (octets: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (module: WasmModule) => { readonly exports: object };
  validate(octets: Uint8Array<ArrayBuffer>): boolean;
  compile(octets: Uint8Array<ArrayBuffer>): Promise<WasmModule>;
}

export const webAssembly: WebAssemblyLike = (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;
