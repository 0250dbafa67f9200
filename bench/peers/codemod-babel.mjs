// Adds one import and one call to every module below a folder: a parser finds the places, the text is spliced.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from '@babel/parser';
import MagicString from 'magic-string';

for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && entry.name.endsWith('.ts')) {
    patch(join(entry.parentPath, entry.name));
  }
}

function patch(path) {
  const source = readFileSync(path, 'utf8');
  const { body } = parse(source, { sourceType: 'module', plugins: ['typescript'] }).program;
  const text = new MagicString(source);
  const lastImport = body.findLast((node) => node.type === 'ImportDeclaration');
  text.appendLeft(lastImport.end, "\nimport { metrics } from '@acme/metrics';");
  for (const node of body) {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    if (declaration?.type === 'FunctionDeclaration') {
      for (const statement of declaration.body.body.filter(usesParser)) {
        text.appendLeft(statement.end, '\n  app.use(metrics());');
      }
    }
  }
  writeFileSync(path, text.toString());
}

function usesParser(node) {
  const call = node.type === 'ExpressionStatement' ? node.expression : undefined;
  return (
    call?.type === 'CallExpression' &&
    call.callee.type === 'MemberExpression' &&
    call.callee.property.name === 'use' &&
    call.arguments[0]?.type === 'CallExpression' &&
    call.arguments[0].callee.name === 'json'
  );
}
