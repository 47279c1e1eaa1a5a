/** Reads the repository's own sources for architecture.test.ts: what imports what, and what may. */
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly isTest: boolean;
}

export interface ImportTarget {
  readonly specifier: string;
  /** File inside the repository, or undefined for a library or Node itself. */
  readonly path: string | undefined;
  readonly typeOnly: boolean;
}

/** The server's modules in dependency order: each may import the `index.ts` of those before it. */
export const MODULES = ['audit', 'identity', 'keys', 'certificates', 'timestamps', 'signing'] as const;

/** What each layer may import of ours, and which libraries; `*` means any library. */
const TABLE: Readonly<Record<string, { readonly ours: readonly string[]; readonly libraries: readonly string[] }>> = {
  'packages/engine': { ours: [], libraries: [] },
  'packages/contract': { ours: ['packages/engine'], libraries: ['typebox'] },
  'apps/server/platform': { ours: ['packages/engine', 'packages/contract'], libraries: ['*'] },
  'apps/server/edge': { ours: ['packages/engine', 'packages/contract', 'apps/server/platform'], libraries: ['*'] },
  'apps/server/module': {
    ours: ['packages/engine', 'packages/contract', 'apps/server/platform', 'apps/server/edge'],
    libraries: ['*'],
  },
  'apps/server/demo': {
    ours: ['packages/engine', 'packages/contract', 'apps/server/platform', 'apps/server/module'],
    libraries: ['node:'],
  },
  'apps/server/main': {
    ours: [
      'packages/engine',
      'packages/contract',
      'apps/server/platform',
      'apps/server/edge',
      'apps/server/module',
      'apps/server/demo',
      'apps/server/main',
    ],
    libraries: ['*'],
  },
  'apps/console': { ours: ['packages/engine', 'packages/contract'], libraries: ['*'] },
};

/** Every TypeScript source of the product and its tests. */
export function sourceFiles(root: string): SourceFile[] {
  return globSync(['packages/*/src/**/*.{ts,tsx}', 'apps/*/src/**/*.{ts,tsx}'], { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('.d.ts'))
    .sort()
    .map((path) => ({
      path,
      text: readFileSync(posix.join(root, path), 'utf8'),
      isTest: /\.test\.tsx?$|\/test-support\//.test(path),
    }));
}

/** Name of the row of the table a file belongs to. */
export function layerOf(path: string): string {
  const [top, name, , folder] = path.split('/');
  if (top !== 'apps' || name !== 'server') return `${top}/${name}`;
  if (folder === 'platform' || folder === 'edge' || folder === 'demo') return `apps/server/${folder}`;
  return (MODULES as readonly string[]).includes(folder ?? '') ? 'apps/server/module' : 'apps/server/main';
}

/** Imports of a file, resolved inside the repository where they lead there. */
export function importsOf(
  file: SourceFile,
  options: { readonly typesToo: boolean } = { typesToo: true },
): ImportTarget[] {
  const targets: ImportTarget[] = [];
  const pattern = /^(?:import|export)\s(?:(type)\s)?(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]/gm;
  for (const match of file.text.matchAll(pattern)) {
    const specifier = match[2] as string;
    const typeOnly = match[1] === 'type';
    if (typeOnly && !options.typesToo) continue;
    targets.push({ specifier, typeOnly, path: resolveInside(file.path, specifier) });
  }
  return targets;
}

function resolveInside(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const own = /^@medsign\/(engine|contract)\/(.+)$/.exec(specifier);
  return own ? `packages/${own[1]}/src/${own[2]}.ts` : undefined;
}

/** The import law. */
export function mayImport(file: SourceFile, target: ImportTarget): boolean {
  const from = layerOf(file.path);
  const row = TABLE[from];
  if (row === undefined) return false;
  if (target.path === undefined) return row.libraries.some((name) => name === '*' || target.specifier.startsWith(name));
  const to = layerOf(target.path);
  if (from === 'packages/contract' && to === 'packages/engine') return target.typeOnly;
  if (from === 'apps/server/module') return moduleMayImport(file.path, target);
  if (from === 'apps/server/demo' && to === 'apps/server/module') return target.path.endsWith('/index.ts');
  return to === from || row.ours.includes(to);
}

function moduleMayImport(from: string, target: ImportTarget): boolean {
  const path = target.path as string;
  const own = from.split('/')[3] as (typeof MODULES)[number];
  const to = layerOf(path);
  if (to !== 'apps/server/module') {
    // Modules see of the edge only what a route needs, so rules and stores stay free of HTTP.
    if (to === 'apps/server/edge') return /routes(-[a-z-]+)?\.ts$/.test(from);
    return ['packages/engine', 'packages/contract', 'apps/server/platform'].includes(to);
  }
  const other = path.split('/')[3] as (typeof MODULES)[number];
  if (other === own) return true;
  return MODULES.indexOf(other) < MODULES.indexOf(own) && path === `apps/server/src/${other}/index.ts`;
}
