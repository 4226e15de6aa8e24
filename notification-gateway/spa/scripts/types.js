// Writes src/generated from contracts: the live protocol's JSON Schema and the OpenAPI documents of the services. Nothing in there is edited.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import openapi, { astToString } from 'openapi-typescript';

const spa = dirname(dirname(fileURLToPath(import.meta.url)));
const contracts = resolve(spa, '../../contracts/src/main/resources/io/vigie/contracts');
const generated = join(spa, 'src/generated');
mkdirSync(generated, { recursive: true });

const NOTE = '/* Generated from contracts by `npm run types`. */\n';

const live = JSON.parse(readFileSync(join(contracts, 'live/protocol.json'), 'utf8'));
writeFileSync(
  join(generated, 'live.d.ts'),
  await compile(live, 'LiveProtocol', { bannerComment: NOTE.trim(), additionalProperties: false, unreachableDefinitions: true, enableConstEnums: false, format: false }),
);

for (const document of readdirSync(join(contracts, 'openapi')).filter((name) => name.endsWith('.json'))) {
  const types = await openapi(JSON.parse(readFileSync(join(contracts, 'openapi', document), 'utf8')), { immutable: true });
  writeFileSync(join(generated, `${basename(document, '.json')}.d.ts`), NOTE + astToString(types));
}
