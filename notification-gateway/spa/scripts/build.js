// Builds the page into the folder given: installs what the lock file names when that has changed, and builds when a source has changed.
// Beside each file that travels lies what it is compressed, so that nothing is compressed while somebody waits.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const spa = dirname(dirname(fileURLToPath(import.meta.url)));
const contracts = resolve(spa, '../../contracts/src/main/resources');
const out = process.argv[2] ? resolve(process.argv[2]) : join(spa, 'dist');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Expected Node.js 20.19 or newer to build the page, but this is ${process.versions.node}.`);
  process.exit(1);
}

const filesBelow = (place) =>
  statSync(place).isDirectory()
    ? readdirSync(place).sort().filter((name) => !['node_modules', 'dist', 'generated', '.gitignore'].includes(name)).flatMap((name) => filesBelow(join(place, name)))
    : [place];

const digestOf = (...places) => {
  const digest = createHash('sha256');
  for (const file of places.filter(existsSync).flatMap(filesBelow)) digest.update(file.slice(spa.length)).update('\0').update(readFileSync(file));
  return digest.digest('hex');
};

const unchanged = (stamp, digest) => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;

const npm = (...words) => {
  const { status, error } = spawnSync('npm', words, { cwd: spa, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, VIGIE_PAGE: out } });
  if (error) console.error(`Expected npm beside Node.js, but ${error.message}.`);
  if (status !== 0) process.exit(status ?? 1);
};

const installed = join(spa, 'node_modules/.vigie-lock');
const lock = digestOf(join(spa, 'package-lock.json'));
if (!unchanged(installed, lock)) {
  npm('ci', '--no-audit', '--no-fund');
  writeFileSync(installed, lock);
}

const built = `${out}.stamp`;
const sources = digestOf(spa, contracts);
if (!unchanged(built, sources) || !existsSync(join(out, 'index.html'))) {
  rmSync(built, { force: true });
  mkdirSync(out, { recursive: true });
  npm('run', 'build');
  for (const file of filesBelow(out).filter((name) => ['.js', '.css', '.svg'].includes(extname(name)))) {
    const plain = readFileSync(file);
    if (plain.length < 1024) continue;
    writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }));
    writeFileSync(`${file}.br`, brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }));
  }
  writeFileSync(built, sources);
}
