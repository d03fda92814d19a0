// Builds the scripts, styles, fonts and the icon sprite into ../static, each name carrying the hash of its content.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '..', 'static');
const fresh = `${target}.new`;
const old = `${target}.old`;
const templates = join(here, '..', '..');
const icons = join(here, 'node_modules', '@tabler', 'icons', 'icons');

const hashOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 10);

async function* sources(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (['node_modules', 'static', 'static.new', 'frontend', '__pycache__'].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (['.html', '.jinja2', '.py'].includes(extname(entry.name))) yield path;
  }
}

// An icon is asked for in one of two ways: icon('name') in a template or icon='name' in a declaration.
async function iconNames() {
  const names = new Set((await readFile(join(here, 'src', 'icons.txt'), 'utf8')).split(/\s+/).filter(Boolean));
  for await (const path of sources(templates)) {
    const text = await readFile(path, 'utf8');
    for (const match of text.matchAll(/\bicon(?:\(|=)['"]([a-z0-9-]+)['"]/g)) names.add(match[1]);
  }
  return [...names].sort();
}

async function sprite() {
  const symbols = [];
  for (const name of await iconNames()) {
    let svg;
    try {
      svg = await readFile(join(icons, 'outline', `${name}.svg`), 'utf8');
    } catch {
      throw new Error(`There is no Tabler icon named "${name}".`);
    }
    const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
      .replace(/<path stroke="none"[^>]*>/, '').replace(/\s*\n\s*/g, '');
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"` +
      ` stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

// Pictures embedded as data: addresses become files, so that the security policy needs no exception for them.
async function extractPictures(css) {
  const pictures = new Map();
  const text = css.replace(/url\((["']?)data:image\/svg\+xml,([^"')]*|(?:(?!\1\)).)*)\1\)/g, (whole, quote, encoded) => {
    const svg = decodeURIComponent(encoded).replaceAll("'", '"');
    const name = `picture-${hashOf(svg)}.svg`;
    pictures.set(name, svg);
    return `url(${name})`;
  });
  if (text.includes('data:image')) throw new Error('An embedded picture was left in the styles.');
  for (const [name, svg] of pictures) await writeFile(join(fresh, name), svg);
  return text;
}

await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
const result = await esbuild.build({
  absWorkingDir: here,
  entryPoints: ['src/app.js', 'src/charts.js', 'src/station.js', 'src/viewer.js', 'src/digest.js', 'src/app.css'],
  outdir: fresh,
  bundle: true,
  minify: true,
  target: ['es2020', 'chrome100', 'firefox100', 'safari15'],
  loader: { '.woff2': 'file' },
  entryNames: '[name]',
  assetNames: '[name]-[hash]',
  legalComments: 'none',
  metafile: true,
});

const manifest = {};
for (const path of Object.keys(result.metafile.outputs)) {
  const name = basename(path);
  if (!['.js', '.css'].includes(extname(name))) continue;
  const file = join(fresh, name);
  let content = await readFile(file, 'utf8');
  if (extname(name) === '.css') content = await extractPictures(content);
  const hashed = name.replace(/(\.\w+)$/, `-${hashOf(content)}$1`);
  await writeFile(join(fresh, hashed), content);
  await rm(file);
  manifest[name] = hashed;
}
const icon = await sprite();
manifest['icons.svg'] = `icons-${hashOf(icon)}.svg`;
await writeFile(join(fresh, manifest['icons.svg']), icon);
const favicon = await readFile(join(here, 'src', 'favicon.svg'), 'utf8');
manifest['favicon.svg'] = `favicon-${hashOf(favicon)}.svg`;
await writeFile(join(fresh, manifest['favicon.svg']), favicon);
await writeFile(join(fresh, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);

await rm(old, { recursive: true, force: true });
await rename(target, old).catch(() => undefined);
await rename(fresh, target);
await rm(old, { recursive: true, force: true });
console.log(`Built ${Object.keys(manifest).length} entries into ${relative(process.cwd(), target) || target}`);
