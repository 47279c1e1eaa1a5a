import fc from 'fast-check';

/** Octets with one to three of them changed, dropped or repeated: near enough to valid input to reach deep into a parser. */
export function mutationsOf(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.nat({ max: 1_000_000 }),
    octet: fc.nat({ max: 255 }),
    kind: fc.constantFrom('set', 'drop', 'repeat'),
  });
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([sample, changes]) => {
      const octets = [...sample];
      for (const { at, octet, kind } of changes) {
        const index = at % octets.length;
        if (kind === 'set') octets[index] = octet;
        else if (kind === 'drop') octets.splice(index, 1);
        else octets.splice(index, 0, octets[index] as number);
      }
      return Uint8Array.from(octets);
    });
}
