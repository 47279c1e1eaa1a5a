/** A 32-bit pattern twice; folded to a constant by the compiler. */
export function twice(pattern: u32): u64 {
  return (pattern as u64) * 0x100000001;
}
