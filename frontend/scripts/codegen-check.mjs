// Fails when the committed generated files are not what codegen makes now; leaves the new ones in place.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const files = ['src/api/generated/graphql.ts', '../portal/api/documents.json'];
const read = () => files.map((file) => readFileSync(file, 'utf8'));

const before = read();
execFileSync('npm', ['run', '--silent', 'codegen'], { stdio: ['ignore', 'ignore', 'inherit'] });
const stale = files.filter((_, i) => before[i] !== read()[i]);
if (stale.length > 0) {
  console.error(`stale, now regenerated: ${stale.join(', ')}`);
  process.exit(1);
}
console.log('generated files are current');
