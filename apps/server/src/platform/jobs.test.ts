import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabaseWithAddress } from '../../../../testing/database.ts';
import { inTransaction } from './database.ts';
import { startJobs } from './jobs.ts';

test('a job exists exactly when its transaction commits', async (t) => {
  const { database, application } = await openTestDatabaseWithAddress(t);
  const errors: Error[] = [];
  const jobs = await startJobs(application, (error) => errors.push(error));
  const { promise: done, resolve } = Promise.withResolvers<object>();
  const seen: object[] = [];
  await jobs.handle('test', async (data) => {
    seen.push(data);
    resolve(data);
  });
  await assert.rejects(
    inTransaction(database, async (tx) => {
      await jobs.enqueue(tx, 'test', { n: 1 });
      throw new Error('rolled back');
    }),
  );
  await inTransaction(database, (tx) => jobs.enqueue(tx, 'test', { n: 2 }));
  assert.deepEqual(await done, { n: 2 });
  await jobs.stop();
  assert.deepEqual(seen, [{ n: 2 }]);
  assert.deepEqual(errors, []);
});
