import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from './config.ts';

test('without variables: loopback, port 8080, ./data, a demo on a new folder', () => {
  const config = parseConfig({}, '/srv/medsign');
  assert.equal(config.baseUrl, 'http://127.0.0.1:8080');
  assert.equal(config.dataFolder, '/srv/medsign/data');
  assert.equal(config.demo, undefined);
  assert.equal(config.bodyLimit, 12 * 1024 * 1024);
  assert.equal(config.masterKey, undefined);
});

test('variables are honoured', () => {
  const config = parseConfig(
    {
      ...{ PORT: '9000', HOST: '0.0.0.0', MEDSIGN_DATA: '/var/lib/medsign', MEDSIGN_DEMO: '0' },
      ...{
        MEDSIGN_PUBLIC_URL: 'https://sign.example/',
        MEDSIGN_MASTER_KEY: '0F'.repeat(32),
        MEDSIGN_OID_ARC: '1.2.156.3',
      },
      ...{ DATABASE_URL: 'postgres://u:p@db/medsign', MEDSIGN_BODY_LIMIT_MIB: '20', MEDSIGN_LOG_LEVEL: 'info' },
    },
    '/srv',
  );
  assert.equal(config.baseUrl, 'https://sign.example');
  assert.deepEqual([config.port, config.dataFolder, config.demo], [9000, '/var/lib/medsign', false]);
  assert.deepEqual(config.masterKey, new Uint8Array(32).fill(15));
  assert.equal(parseConfig({ PORT: '9000', HOST: '0.0.0.0' }, '/').baseUrl, 'http://127.0.0.1:9000');
  assert.equal(parseConfig({ HOST: '::1' }, '/').baseUrl, 'http://[::1]:8080');
});

test('everything wrong is reported together, and secrets are not repeated', () => {
  const env = {
    ...{ PORT: '80800', MEDSIGN_DEMO: 'yes', MEDSIGN_MASTER_KEY: 'geheim', DATABASE_URL: 'mysql://u:geheim@db' },
    ...{ MEDSIGN_PUBLIC_URL: 'sign.example/path', MEDSIGN_TIME_ZONE: 'Mars/Base', MEDSIGN_OID_ARC: '1..2' },
    ...{ MEDSIGN_LOG_LEVEL: 'loud', MEDSIGN_BODY_LIMIT_MIB: '0', MEDSIGN_DEMO_RECORDS: '-1' },
  };
  assert.throws(
    () => parseConfig(env, '/srv'),
    (error) => {
      const { message } = error as Error;
      for (const name of Object.keys(env)) assert.match(message, new RegExp(`^ {2}${name}: `, 'm'));
      assert.ok(!message.includes('geheim'));
      return true;
    },
  );
});
