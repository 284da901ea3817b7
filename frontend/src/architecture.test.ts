import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(process.cwd(), 'src');
const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !file.includes('.test.'),
);
const known = new Set(files);

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].flatMap(([, path]) => {
    const target = normalize(join(dirname(file), path as string));
    return ['', '.ts', '.tsx'].map((end) => target + end).filter((name) => known.has(name));
  });
}

const graph = new Map(files.map((file) => [file, importsOf(file)]));

function cycleFrom(file: string, trail: string[], done: Set<string>): string[] | null {
  if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
  if (done.has(file)) return null;
  done.add(file);
  for (const next of graph.get(file) ?? []) {
    const cycle = cycleFrom(next, [...trail, file], done);
    if (cycle) return cycle;
  }
  return null;
}

it('sees the imports it judges', () => {
  expect(graph.get('main.tsx')).toContain('routes/router.tsx');
  expect(graph.get('routes/router.tsx')).toContain('routes/entity-layout.tsx');
});

it('has no import cycles', () => {
  const done = new Set<string>();
  expect(files.map((file) => cycleFrom(file, [], done)).filter(Boolean)).toEqual([]);
});

it('keeps features apart, lazy imports too', () => {
  const feature = (file: string) => /^features\/([^/]+)/.exec(file)?.[1];
  const crossings = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => feature(file) && feature(target) && feature(file) !== feature(target))
      .map((target) => `${file} -> ${target}`),
  );
  expect(crossings).toEqual([]);
});
