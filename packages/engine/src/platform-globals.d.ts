/**
 * The few globals that Node, browsers and workers share and the engine uses. Everything else of a platform (clock,
 * randomness, network, DOM) is an argument, so neither DOM nor Node types are visible here.
 */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
