import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { ADVICE_TEXTS } from './texts/advice.ts';
import { CHECK_TEXTS } from './texts/checks.ts';
import { OVERSIGHT_TEXTS } from './texts/oversight.ts';
import { PEOPLE_TEXTS } from './texts/people.ts';
import { RECORDS_TEXTS } from './texts/records.ts';
import { SHELL_TEXTS } from './texts/shell.ts';
import { SIGNING_TEXTS } from './texts/signing.ts';
import { SYSTEMS_TEXTS } from './texts/systems.ts';
import { ALL_TEXTS } from './texts.ts';

const entries = Object.entries<readonly string[]>(ALL_TEXTS);
const console = new URL('..', import.meta.url).pathname;
const sources = globSync('**/*.{ts,tsx}', { cwd: console })
  .filter((path) => !path.endsWith('.test.ts') && !path.startsWith('i18n/texts'))
  .map((path) => readFileSync(`${console}${path}`, 'utf8'))
  .join('\n');

test('every text has both languages, and English has no Chinese characters except where it names Chinese', () => {
  const namesChinese = new Set(['app.language', 'import.columns']);
  for (const [key, [zh, en]] of entries) {
    assert.ok(zh !== undefined && zh.trim() !== '', `${key} lacks Chinese`);
    assert.ok(en !== undefined && en.trim() !== '', `${key} lacks English`);
    if (!namesChinese.has(key)) assert.doesNotMatch(en, /\p{Script=Han}/u, `${key} is not English`);
  }
});

test('both languages of a text have the same places to fill in', () => {
  const places = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
  for (const [key, [zh, en]] of entries) assert.deepEqual(places(zh), places(en), key);
});

test('no key stands in two tables', () => {
  const tables = [
    SHELL_TEXTS,
    ADVICE_TEXTS,
    CHECK_TEXTS,
    RECORDS_TEXTS,
    SIGNING_TEXTS,
    PEOPLE_TEXTS,
    SYSTEMS_TEXTS,
    OVERSIGHT_TEXTS,
  ];
  const keys = tables.flatMap((table) => Object.keys(table));
  assert.deepEqual(keys.toSorted(), Object.keys(ALL_TEXTS).toSorted());
});

test('every key the sources name exists', () => {
  const named = [...sources.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  assert.ok(named.length > 100);
  assert.deepEqual(
    named.filter((key) => !Object.hasOwn(ALL_TEXTS, key)),
    [],
  );
});

test('every text is used somewhere', () => {
  // Keys put together at run time start with one of these.
  const composed = [...sources.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)].map((match) => match[1] ?? '');
  const unused = Object.keys(ALL_TEXTS).filter(
    (key) =>
      !sources.includes(`'${key}'`) &&
      !key.startsWith('checks.') &&
      !composed.some((beginning) => key.startsWith(beginning)),
  );
  assert.deepEqual(unused, []);
});
