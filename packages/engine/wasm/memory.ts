/**
 * Where everything lies in the module's memory. Constants and scratch elements come first (placed by the compiler,
 * below IO); nothing is ever allocated.
 */

/** Octets of one field or scalar element: nine limbs of eight octets. */
export const ELEMENT: usize = 72;
/** Octets of an affine point (x, y) and of a Jacobian one (X, Y, Z). */
export const AFFINE: usize = 144;
export const JACOBIAN: usize = 216;
/** Octets of an affine point in a table: eighteen limbs of four octets. */
export const COMPACT: usize = 72;

/** Arguments and results of the exported functions. */
export const IO: usize = 0x10000;
export const IO_SIZE: usize = 0x20000;

/** Comb of the base point: 43 rows of 32 odd multiples. */
export const BASE_ROWS: i32 = 43;
export const BASE_TABLE: usize = 0x30000;

/** Room to build tables: Jacobian points, then the running products of their normalisation. */
export const BUILD_POINTS: usize = 0x4a000;
export const BUILD_CAPACITY: i32 = 256;
export const BUILD_PRODUCTS: usize = BUILD_POINTS + 256 * JACOBIAN;

/** Room of a batch: at most 64 items of 95 points, their differences and running products. */
export const BATCH_CAPACITY: i32 = 64;
export const BATCH_POINTS: usize = 0x60000;
export const BATCH_PRODUCTS: usize = 0x140000;
export const BATCH_DIFFERENCES: usize = 0x180000;

/** Tables of known public keys, one slot after the other; memory grows as they come. */
export const KEY_SLOTS: usize = 0x1c0000;
export const KEY_SLOT: usize = 0x3c00;
export const KEY_CHUNKS: i32 = 13;
