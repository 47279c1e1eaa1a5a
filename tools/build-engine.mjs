/**
 * Builds the cryptographic engine: packages/engine/wasm (AssemblyScript) → packages/engine/build/engine-{simd,scalar}.ts,
 * each a string constant holding the WebAssembly module in Base64, so that Node and browsers import it alike. A stamp over
 * the sources makes a second run instant. Needs nothing but the installed assemblyscript package.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SOURCES = join(ROOT, 'packages/engine/wasm');
const OUTPUT = join(ROOT, 'packages/engine/build');
const VARIANTS = { simd: ['--enable', 'simd'], scalar: ['--disable', 'simd'] };
/** Where IO begins (wasm/memory.ts): constants and scratch must end before it. */
const SCRATCH_LIMIT = 0x10000;
/** Pages of 64 KiB up to the first key slot (wasm/memory.ts). */
const PAGES = 0x1c0000 / 0x10000;

function sourcesOf(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function stampOf(files) {
  const hash = createHash('sha256');
  for (const file of [...files, fileURLToPath(import.meta.url)]) hash.update(readFileSync(file)).update('\0');
  const compiler = JSON.parse(readFileSync(join(ROOT, 'node_modules/assemblyscript/package.json'), 'utf8'));
  return hash.update(compiler.version).digest('hex');
}

function upToDate(stamp) {
  try {
    return Object.keys(VARIANTS).every((name) =>
      readFileSync(join(OUTPUT, `engine-${name}.ts`), 'utf8').startsWith(`// ${stamp}\n`),
    );
  } catch {
    return false;
  }
}

/** The generated modules by name; everything else is read from the folder. */
async function generatedSources() {
  const load = (name) => import(pathToFileURL(join(SOURCES, 'generate', name)).href);
  const { productsSource } = await load('products.mjs');
  const { inversionSource } = await load('inversion.mjs');
  const { constantsSource } = await load('constants.mjs');
  const { sm3Source } = await load('sm3.mjs');
  const { sm4RoundsSource, sm4Source } = await load('sm4.mjs');
  const { N, P } = await load('curve.mjs');
  return {
    'products.ts': productsSource(),
    'inversion-steps.ts': inversionSource(P, N),
    'constants.ts': constantsSource(),
    'sm3-compression.ts': sm3Source(),
    'sm4-constants.ts': sm4Source(),
    'sm4-vector-rounds.ts': sm4RoundsSource(),
  };
}

async function compile(compiler, generated, options) {
  let module;
  const { error, stderr } = await compiler.main(
    [
      'index.ts',
      '-O3',
      '--runtime',
      'stub',
      '--noAssert',
      '--use',
      'abort=',
      '--disableWarning',
      '201',
      '--memoryBase',
      '1024',
    ].concat(['--initialMemory', String(PAGES), '-o', 'engine.wasm'], options),
    {
      readFile: (name) => generated[name] ?? readSource(name),
      writeFile: (_name, data) => {
        module = data;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`AssemblyScript: ${stderr.toString()}`);
  const { scratchEnd } = new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
  if (scratchEnd() > SCRATCH_LIMIT) throw new Error(`constants and scratch end at ${scratchEnd()}, beyond IO`);
  return module;
}

function readSource(name) {
  try {
    return readFileSync(join(SOURCES, name), 'utf8');
  } catch {
    return null;
  }
}

async function build() {
  const stamp = stampOf(sourcesOf(SOURCES));
  if (upToDate(stamp)) return;
  const { default: compiler } = await import('assemblyscript/asc');
  const generated = await generatedSources();
  mkdirSync(OUTPUT, { recursive: true });
  for (const [name, options] of Object.entries(VARIANTS)) {
    const module = await compile(compiler, generated, options);
    const text = `// ${stamp}\nexport const ENGINE_MODULE =\n  '${Buffer.from(module).toString('base64')}';\n`;
    writeFileSync(join(OUTPUT, `engine-${name}.ts`), text);
  }
}

await build();
