// Adds a middleware and its dependency to an Express app: a parser finds the places, the text is spliced.
import { readFileSync, writeFileSync } from 'node:fs';

import { parse } from '@babel/parser';
import MagicString from 'magic-string';

const [app, manifest] = process.argv.slice(2);
const source = readFileSync(app, 'utf8');
const { body } = parse(source, { sourceType: 'module', plugins: ['typescript'] }).program;
const text = new MagicString(source);
const lastImport = body.findLast((node) => node.type === 'ImportDeclaration');
text.appendLeft(lastImport.end, "\nimport helmet from 'helmet';");
const created = body.find(
  (node) => node.type === 'VariableDeclaration' && node.declarations[0].init?.callee?.name === 'express',
);
text.appendLeft(created.end, '\n\napp.use(helmet());');
writeFileSync(app, text.toString());

if (manifest) {
  const json = JSON.parse(readFileSync(manifest, 'utf8'));
  json.dependencies.helmet = '^8.1.0';
  json.devDependencies['@types/helmet'] = '^4.0.0';
  writeFileSync(manifest, JSON.stringify(json, null, 2) + '\n');
}
