#!/usr/bin/env node
// Stands in for Prisma's schema engine, a program that Prisma fetches from the network: the same engine as WebAssembly, behind
// the arguments and the JSON lines by which Prisma's command line talks to the program. For tests, with Prisma 7.10.0; the
// command line of Prisma 6 talks to it too, which names the database by its address or in the schema.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const args = process.argv.slice(2);
const files = [];
let source = {};
for (let i = 0; i < args.length; i++) {
  if (args[i] === '--datamodels') files.push(args[++i]);
  else if (args[i] === '--datasource') source = args[++i].startsWith('{') ? JSON.parse(args[i]) : { url: args[i] };
}

const ADDRESS = /^\s*(url|directUrl|shadowDatabaseUrl)\s*=\s*(?:env\("(\w+)"\)|"([^"]*)")[ \t]*$/gm;

/** Takes the addresses out of a schema, where Prisma 7 has none, and remembers them. */
function unaddressed(text) {
  return text.replace(ADDRESS, (_, key, name, value) => {
    source[key] ??= name ? process.env[name] : value;
    return '';
  });
}

const DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n';

/** What Prisma 6 says, as Prisma 7 says it. */
function translated(value) {
  if (value?.tag === 'url') {
    source.url ??= value.url;
    return { tag: 'schemaDatasource', files: [{ path: 'schema.prisma', content: DATASOURCE }], configDir: '.' };
  }
  if (typeof value === 'string') return value.includes('datasource') ? unaddressed(value) : value;
  if (Array.isArray(value)) return value.map(translated);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, translated(each)]));
}

const CHAR = 18; // PostgreSQL's own one-byte type, which the adapter does not know
const TEXT = 25;

/** Has a script run as the program does: in one message, so that PostgreSQL makes it one transaction. */
function whole(adapter) {
  adapter.executeScript = async (script) => {
    try {
      await adapter.client.query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  const perform = adapter.performIO.bind(adapter);
  adapter.performIO = async (query) => {
    const result = await perform(query);
    for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
    return result;
  };
  return adapter;
}

function factoryOf(url) {
  const factory = new PrismaPg({ connectionString: url });
  const connect = factory.connect.bind(factory);
  const shadow = factory.connectToShadowDb.bind(factory);
  factory.connect = async () => whole(await connect());
  factory.connectToShadowDb = async () => {
    if (!source.shadowDatabaseUrl) return whole(await shadow());
    return whole(await new PrismaPg({ connectionString: source.shadowDatabaseUrl }).connect());
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}

const said = (level, message, code) =>
  process.stderr.write(`${JSON.stringify({ level, target: 'schema_engine::logger', fields: { message, error_code: code } })}\n`);

/** The commands that are no conversation: of a database as a whole. */
async function command(name) {
  const url = new URL(source.url);
  const database = decodeURIComponent(url.pathname.slice(1));
  const { default: pg } = await import('pg');
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: (name === 'can-connect-to-database' ? url : maintenance).href });
  try {
    await client.connect();
    if (name === 'create-database') await client.query(`CREATE DATABASE "${database}"`);
    if (name === 'drop-database') await client.query(`DROP DATABASE "${database}"`);
    await client.end();
  } catch (error) {
    process.stderr.write('\n');
    said('ERROR', error.message, error.code === '3D000' ? 'P1003' : 'P1001');
    process.exit(1);
  }
  process.exit(0);
}

// The package is made for bundlers: Node has to be told how the module is put together.
const { instance } = await WebAssembly.instantiate(
  readFileSync(new URL('schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))),
  { './schema_engine_bg.js': bindings },
);
bindings.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

let opened;
const engine = () =>
  (opened ??= bindings.SchemaEngine.new(
    { datamodels: files.length ? files.map((file) => [file, unaddressed(readFileSync(file, 'utf8'))]) : undefined },
    () => undefined,
    factoryOf(source.url),
  ));

const write = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

/** Answers a request; what a comparison found goes out as a request to print it. */
async function answer({ id, method, params }) {
  try {
    const name = method === 'getDatabaseVersion' ? 'version' : method;
    const told = translated(params);
    const result = await (await engine())[name](told);
    if (method === 'diff' && result.stdout) write({ id: id + 1_000_000, method: 'print', params: { content: result.stdout } });
    write({ id, result: result ?? {} });
  } catch (error) {
    const { message, code, meta, is_panic: panic = false } = error;
    write({ id, error: { code: 4466, message, data: { is_panic: panic, message, error_code: code, meta } } });
  }
}

if (args.includes('cli')) {
  await command(args.at(-1));
} else {
  let work = Promise.resolve();
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    if (request.method) work = work.then(() => answer(request));
  }
  await work;
  process.exit(0);
}
