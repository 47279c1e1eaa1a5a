/**
 * Source of fresh, unpredictable octets: a cryptographically secure generator of the platform. Returns exactly `length`
 * octets that nobody else holds. It is an argument everywhere, because the engine itself has no randomness.
 */
export type RandomBytes = (length: number) => Uint8Array;
