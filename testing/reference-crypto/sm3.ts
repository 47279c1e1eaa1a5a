const BLOCK_OCTETS = 64;

/** T_j rotated left by j (GB/T 32905-2016 §4.2 and §5.3.3), so that the loop adds a table entry. */
const ROTATED_CONSTANTS = new Int32Array(64);
for (let j = 0; j < 64; j++) {
  const constant = j < 16 ? 0x79cc4519 : 0x7a879d8a;
  const turn = j % 32;
  ROTATED_CONSTANTS[j] = turn === 0 ? constant : (constant << turn) | (constant >>> (32 - turn));
}

const INITIAL_STATE = Int32Array.of(
  0x7380166f,
  0x4914b2b9,
  0x172442d7,
  0xda8a0600 | 0,
  0xa96f30bc | 0,
  0x163138aa,
  0xe38dee4d | 0,
  0xb0fb0e4e | 0,
);

/** Scratch of the compression function: it never yields in between, so one copy serves every instance. */
const expanded = new Int32Array(68);

/** SM3 over data that arrives in pieces (GB/T 32905-2016). One use: after {@link Sm3.digest} it refuses to go on. */
export class Sm3 {
  readonly #state = INITIAL_STATE.slice();
  readonly #block = new Uint8Array(BLOCK_OCTETS);
  #blockLength = 0;
  #length = 0;
  #finished = false;

  update(data: Uint8Array): this {
    if (this.#finished) throw new Error('SM3 digest was already taken');
    this.#length += data.length;
    let position = 0;
    if (this.#blockLength > 0) {
      position = Math.min(BLOCK_OCTETS - this.#blockLength, data.length);
      this.#block.set(data.subarray(0, position), this.#blockLength);
      this.#blockLength += position;
      if (this.#blockLength < BLOCK_OCTETS) return this;
      compress(this.#state, this.#block, 0);
      this.#blockLength = 0;
    }
    for (; position + BLOCK_OCTETS <= data.length; position += BLOCK_OCTETS) compress(this.#state, data, position);
    this.#block.set(data.subarray(position));
    this.#blockLength = data.length - position;
    return this;
  }

  /** The 32 octets of the hash value. */
  digest(): Uint8Array {
    if (this.#finished) throw new Error('SM3 digest was already taken');
    this.#finished = true;
    this.#pad();
    const out = new Uint8Array(32);
    for (let i = 0; i < 8; i++) writeUint32(out, 4 * i, this.#state[i] as number);
    // Keyed uses (HMAC, key derivation) leave key-dependent words here.
    this.#state.fill(0);
    this.#block.fill(0);
    expanded.fill(0);
    return out;
  }

  /** GB/T 32905-2016 §5.2: a one bit, zeros, and the length in bits as 64 bits. */
  #pad(): void {
    const block = this.#block;
    block[this.#blockLength] = 0x80;
    block.fill(0, this.#blockLength + 1);
    if (this.#blockLength + 1 > BLOCK_OCTETS - 8) {
      compress(this.#state, block, 0);
      block.fill(0);
    }
    writeUint32(block, 56, Math.floor(this.#length / 2 ** 29));
    writeUint32(block, 60, (this.#length % 2 ** 29) * 8);
    compress(this.#state, block, 0);
  }
}

/** SM3 of one byte string: 32 octets. */
export function sm3(data: Uint8Array): Uint8Array {
  return new Sm3().update(data).digest();
}

/** SM3 of the parts joined, without joining them. */
export function sm3Of(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = new Sm3();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function writeUint32(out: Uint8Array, offset: number, value: number): void {
  out[offset] = value >>> 24;
  out[offset + 1] = value >>> 16;
  out[offset + 2] = value >>> 8;
  out[offset + 3] = value;
}

/** Message expansion, GB/T 32905-2016 §5.3.2. */
function expand(w: Int32Array, data: Uint8Array, offset: number): void {
  for (let j = 0; j < 16; j++) {
    const at = offset + 4 * j;
    w[j] =
      ((data[at] as number) << 24) |
      ((data[at + 1] as number) << 16) |
      ((data[at + 2] as number) << 8) |
      (data[at + 3] as number);
  }
  for (let j = 16; j < 68; j++) {
    const third = w[j - 3] as number;
    const mixed = (w[j - 16] as number) ^ (w[j - 9] as number) ^ ((third << 15) | (third >>> 17));
    const thirteenth = w[j - 13] as number;
    w[j] =
      mixed ^
      ((mixed << 15) | (mixed >>> 17)) ^
      ((mixed << 23) | (mixed >>> 9)) ^
      ((thirteenth << 7) | (thirteenth >>> 25)) ^
      (w[j - 6] as number);
  }
}

/** Compression function, GB/T 32905-2016 §5.3.3. Two loops, because FF and GG change at round 16. */
function compress(state: Int32Array, data: Uint8Array, offset: number): void {
  const w = expanded;
  expand(w, data, offset);
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let j = 0; j < 16; j++) {
    const a12 = (a << 12) | (a >>> 20);
    const sum = (a12 + e + (ROTATED_CONSTANTS[j] as number)) | 0;
    const ss1 = (sum << 7) | (sum >>> 25);
    const tt1 = ((a ^ b ^ c) + d + (ss1 ^ a12) + ((w[j] as number) ^ (w[j + 4] as number))) | 0;
    const tt2 = ((e ^ f ^ g) + h + ss1 + (w[j] as number)) | 0;
    d = c;
    c = (b << 9) | (b >>> 23);
    b = a;
    a = tt1;
    h = g;
    g = (f << 19) | (f >>> 13);
    f = e;
    e = tt2 ^ ((tt2 << 9) | (tt2 >>> 23)) ^ ((tt2 << 17) | (tt2 >>> 15));
  }
  for (let j = 16; j < 64; j++) {
    const a12 = (a << 12) | (a >>> 20);
    const sum = (a12 + e + (ROTATED_CONSTANTS[j] as number)) | 0;
    const ss1 = (sum << 7) | (sum >>> 25);
    const tt1 = (((a & b) | (c & (a | b))) + d + (ss1 ^ a12) + ((w[j] as number) ^ (w[j + 4] as number))) | 0;
    const tt2 = ((g ^ (e & (f ^ g))) + h + ss1 + (w[j] as number)) | 0;
    d = c;
    c = (b << 9) | (b >>> 23);
    b = a;
    a = tt1;
    h = g;
    g = (f << 19) | (f >>> 13);
    f = e;
    e = tt2 ^ ((tt2 << 9) | (tt2 >>> 23)) ^ ((tt2 << 17) | (tt2 >>> 15));
  }
  state[0] = (state[0] as number) ^ a;
  state[1] = (state[1] as number) ^ b;
  state[2] = (state[2] as number) ^ c;
  state[3] = (state[3] as number) ^ d;
  state[4] = (state[4] as number) ^ e;
  state[5] = (state[5] as number) ^ f;
  state[6] = (state[6] as number) ^ g;
  state[7] = (state[7] as number) ^ h;
}
