import type { TimestampUnit } from '@medsign/contract/timestamps';
import { getCertificate } from '../certificates/index.ts';
import type { DatabaseReader } from '../platform/database.ts';
import { readUnits } from './store.ts';

/** Every unit there ever was, with the end of its certificate. */
export async function listUnits(db: DatabaseReader): Promise<TimestampUnit[]> {
  const units = await readUnits(db);
  return Promise.all(
    units.map(async ({ id, keyId: _, ...unit }) => ({
      ...unit,
      unitId: id,
      notAfter: (await getCertificate(db, unit.certificateId)).notAfter.toISOString(),
    })),
  );
}
