/** The import table of ARCHITECTURE.md, enforced: every file's imports are read and judged by the layer they lie in. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { importsOf, layerOf, MODULES, mayImport, type SourceFile, sourceFiles } from './architecture.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const files = sourceFiles(root);
const product = files.filter((file) => !file.isTest);

function list(violations: readonly string[]): string {
  return `\n${violations.join('\n')}\n`;
}

test('the table in ARCHITECTURE.md names every layer that exists', () => {
  const table = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const missing = [...new Set(product.map((file) => layerOf(file.path)))].filter(
    (layer) => !table.includes(`\`${layer}\``),
  );
  assert.deepEqual(missing, []);
});

test('every file imports only what its layer may', () => {
  const violations = product.flatMap((file) =>
    importsOf(file)
      .filter((target) => !mayImport(file, target))
      .map((target) => `${file.path} imports ${target.specifier}`),
  );
  assert.equal(violations.length, 0, list(violations));
});

test('no import cycles', () => {
  const graph = new Map(
    product.map((file) => [
      file.path,
      importsOf(file, { typesToo: false }).flatMap((target) => (target.path ? [target.path] : [])),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  assert.equal(cycles.length, 0, list(cycles));
});

test('only store.ts of a module names its tables', () => {
  const violations = product
    .filter((file) => MODULES.some((module) => file.path.startsWith(`apps/server/src/${module}/`)))
    .filter((file) => !/\/store(-[a-z-]+)?\.ts$/.test(file.path))
    .filter((file) => /\.(selectFrom|insertInto|updateTable|deleteFrom|withTables)\(|\bsql`/.test(file.text))
    .map((file) => file.path);
  assert.deepEqual(violations, []);
});

test('only routes.ts of a module knows HTTP', () => {
  const violations = product
    .filter((file) => MODULES.some((module) => file.path.startsWith(`apps/server/src/${module}/`)))
    .filter((file) => !/\/routes(-[a-z-]+)?\.ts$/.test(file.path) && !/\/[a-z-]*-?routes\.ts$/.test(file.path))
    .filter((file) => /from 'fastify|from '@fastify/.test(file.text))
    .map((file) => file.path);
  assert.deepEqual(violations, []);
});

test('the environment is read in env.ts alone', () => {
  const violations = product
    .filter((file) => file.path.startsWith('apps/server/src/') || file.path.startsWith('packages/'))
    .filter((file) => file.path !== 'apps/server/src/env.ts' && /process\.env/.test(file.text))
    .map((file) => file.path);
  assert.deepEqual(violations, []);
});

test('index.ts of a module has at most 25 lines and only named exports', () => {
  const bad = product
    .filter((file) => /^apps\/server\/src\/[a-z]+\/index\.ts$/.test(file.path))
    .filter((file) => file.text.trimEnd().split('\n').length > 25 || /export \*|export default/.test(file.text))
    .map((file) => file.path);
  assert.deepEqual(bad, []);
});

test('no module has a default export, an enum, any, or a class that extends something else than Error', () => {
  const patterns: readonly [string, RegExp][] = [
    ['default export', /^export default /m],
    ['enum', /^(export )?(const )?enum /m],
    ['any', /: any\b|as any\b|<any>/],
    ['inheritance', /class \w+ extends (?!Error\b)/],
  ];
  const violations = product.flatMap((file) =>
    patterns.filter(([, pattern]) => pattern.test(file.text)).map(([name]) => `${file.path}: ${name}`),
  );
  assert.equal(violations.length, 0, list(violations));
});

test('files stay below the stop of 400 lines (800 where the first line says why) and 12 imports', () => {
  const violations = product.flatMap((file) => sizeViolations(file));
  assert.equal(violations.length, 0, list(violations));
});

function sizeViolations(file: SourceFile): string[] {
  const lines = file.text.split('\n').length;
  const limit =
    file.path.startsWith('packages/engine/') && /^(\/\*\*|\/\/).*(lines|one file|table)/i.test(file.text) ? 800 : 400;
  const imports = importsOf(file).length;
  return [
    ...(lines > limit ? [`${file.path}: ${lines} lines`] : []),
    // compose.ts constructs everything, so it imports everything.
    ...(imports > 12 && !/compose[a-z-]*\.ts$/.test(file.path) ? [`${file.path}: ${imports} imports`] : []),
  ];
}

test("randomness comes from the generator alone, and Node's own SM2 is never used", () => {
  const violations = product
    .filter((file) =>
      /Math\.random\(|(sign|verify|createSign|createVerify)\(\s*['"](sm3|SM3)|namedCurve: *['"]SM2/.test(file.text),
    )
    .map((file) => relative(root, join(root, file.path)));
  assert.deepEqual(violations, []);
});
